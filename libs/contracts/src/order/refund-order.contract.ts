import { contract } from '../contract';
import { IsKey, IsOrderNo, IsPart, IsText } from '../fields';
import { Asker, OrderReply } from './order.message';

export class RefundOrderRequest {
  @IsPart(() => Asker) asker: Asker;
  @IsKey() key: string;
  @IsOrderNo() orderNo: string;
  @IsText(200) reason: string;
}

/** The whole order back by the original route: HIS release, insurer, channel, HIS books. */
export const refundOrder = contract({
  subject: 'order.refund-order.v1',
  request: RefundOrderRequest,
  reply: OrderReply,
  codes: ['ORDER_UNKNOWN', 'ORDER_NOT_CONFIRMED', 'REFUND_EXISTS', 'IDEMPOTENCY_KEY_REUSED'],
  deadlineMs: 3000,
});
