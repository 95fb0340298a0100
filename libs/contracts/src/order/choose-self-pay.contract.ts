import { contract } from '../contract';
import { IsKey, IsOrderNo, IsPart } from '../fields';
import { Asker, OrderReply } from './order.message';

export class ChooseSelfPayRequest {
  @IsPart(() => Asker) asker: Asker;
  @IsKey() key: string;
  @IsOrderNo() orderNo: string;
}

/** The patient pays all of it himself. Refused while a settlement at the insurer is unknown: it would be a one-sided bill. */
export const chooseSelfPay = contract({
  subject: 'order.choose-self-pay.v1',
  request: ChooseSelfPayRequest,
  reply: OrderReply,
  codes: [
    'ORDER_UNKNOWN',
    'ORDER_INSURING',
    'ORDER_PAYING',
    'ORDER_CLOSING',
    'ORDER_PAID',
    'ORDER_CONFIRMED',
    'ORDER_ENDED',
    'IDEMPOTENCY_KEY_REUSED',
  ],
  deadlineMs: 3000,
});
