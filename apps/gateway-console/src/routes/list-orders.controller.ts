import { IsOneOf, IsOrderNo, Maybe } from '@meridian/contracts/fields';
import { listOrders } from '@meridian/contracts/order/list-orders.contract';
import { ORDER_PHASES, type OrderPhase } from '@meridian/contracts/order/order.message';
import { orThrow } from '@meridian/gateway-kit/http/refusal.exception';
import { Clock, type Instant } from '@meridian/kernel/clock';
import { Bus } from '@meridian/platform/bus/bus';
import { Controller, Get, Query } from '@nestjs/common';
import { IsInt, Max, Min } from 'class-validator';
import { type ShownOrder, shownOrder } from '../story/shown-order';
import { queryOf, wholeOf } from './query';

const PAGE = 50;

class ListOrdersQuery {
  @IsOneOf(ORDER_PHASES) @Maybe() phase?: OrderPhase;
  /** The last number of the page before. */
  @IsOrderNo() @Maybe() before?: string;
  @IsInt() @Min(1) @Max(100) limit: number;
}

export interface OrdersReply {
  /** Meridian's time, which ages are counted from. */
  readonly now: Instant;
  /** Newest first. */
  readonly orders: readonly ShownOrder[];
}

@Controller('api/orders')
export class ListOrdersController {
  constructor(
    private readonly bus: Bus,
    private readonly clock: Clock,
  ) {}

  @Get()
  async run(@Query() query: Record<string, unknown>): Promise<OrdersReply> {
    const { orders } = orThrow(
      await this.bus.ask(listOrders, queryOf(ListOrdersQuery, { ...query, limit: wholeOf(query.limit ?? String(PAGE)) })),
    );
    return { now: this.clock.now(), orders: orders.map(shownOrder) };
  }
}
