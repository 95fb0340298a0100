import { IsInt, Max, Min } from 'class-validator';
import { contract } from '../contract';
import { IsListOf, IsName, IsOneOf, IsOrderNo, Maybe } from '../fields';
import { ORDER_PHASES, type OrderPhase, OrderView } from './order.message';

export class ListOrdersRequest {
  @IsOneOf(ORDER_PHASES) @Maybe() phase?: OrderPhase;
  @IsName() @Maybe() patientId?: string;
  /** Newest first; give the last number of the page before. */
  @IsOrderNo() @Maybe() before?: string;
  @IsInt() @Min(1) @Max(100) limit: number;
}

export class ListOrdersReply {
  @IsListOf(() => OrderView, 0, 100) orders: OrderView[];
}

export const listOrders = contract({
  subject: 'order.list-orders.v1',
  request: ListOrdersRequest,
  reply: ListOrdersReply,
  codes: [],
  deadlineMs: 3000,
});
