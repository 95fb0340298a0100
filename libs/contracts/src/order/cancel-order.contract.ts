import { contract } from '../contract';
import { IsKey, IsOrderNo, IsPart } from '../fields';
import { Asker, OrderReply } from './order.message';

export class CancelOrderRequest {
  @IsPart(() => Asker) asker: Asker;
  @IsKey() key: string;
  @IsOrderNo() orderNo: string;
}

/** Before payment: closes the channel first, then reverses the insurer. Refused once paid. */
export const cancelOrder = contract({
  subject: 'order.cancel-order.v1',
  request: CancelOrderRequest,
  reply: OrderReply,
  codes: ['ORDER_UNKNOWN', 'ORDER_PAID', 'ORDER_CONFIRMED', 'IDEMPOTENCY_KEY_REUSED'],
  deadlineMs: 3000,
});
