import { contract } from '../contract';
import { IsOrderNo, IsPart, Maybe } from '../fields';
import { Asker, OrderReply } from './order.message';

export class GetOrderRequest {
  @IsOrderNo() orderNo: string;
  /** Present for patients: another patient's order is ORDER_UNKNOWN. Absent only for the console. */
  @IsPart(() => Asker) @Maybe() asker?: Asker;
}

export const getOrder = contract({
  subject: 'order.get-order.v1',
  request: GetOrderRequest,
  reply: OrderReply,
  codes: ['ORDER_UNKNOWN'],
  deadlineMs: 2000,
});
