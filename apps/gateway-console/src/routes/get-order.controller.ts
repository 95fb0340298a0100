import { getOrder } from '@meridian/contracts/order/get-order.contract';
import type { OrderReply } from '@meridian/contracts/order/order.message';
import { orThrow } from '@meridian/gateway-kit/http/refusal.exception';
import { OrderNoPipe } from '@meridian/gateway-kit/routes/order-no.pipe';
import { Clock, type Instant } from '@meridian/kernel/clock';
import { Bus } from '@meridian/platform/bus/bus';
import { Controller, Get, Param } from '@nestjs/common';
import { type Gap, gapOf } from '../story/gap';
import { type ShownOrder, shownOrder } from '../story/shown-order';
import { type WholeStory, wholeStory } from '../story/whole-story';

export interface OrderStoryReply {
  /** Meridian's time. */
  readonly now: Instant;
  /** Absent when the order service does not answer; the others' parts of the story are still told. */
  readonly order?: ShownOrder;
  readonly orderGap?: Gap;
  /** Nothing is under way and nobody is waited for: the page need not ask again. */
  readonly atRest: boolean;
  readonly story: WholeStory;
}

const ENDED_PHASES: ReadonlySet<string> = new Set(['CONFIRMED', 'CANCELLED']);
const ENDED_REFUNDS: ReadonlySet<string> = new Set(['DONE', 'DROPPED']);

const isAtRest = ({ status, order }: OrderReply): boolean =>
  status === 'done' &&
  ENDED_PHASES.has(order.phase) &&
  !order.unknown &&
  !order.openCase &&
  order.refunds.every(({ state }) => ENDED_REFUNDS.has(state));

@Controller('api/orders')
export class GetOrderController {
  constructor(
    private readonly bus: Bus,
    private readonly clock: Clock,
  ) {}

  @Get(':orderNo')
  async run(@Param('orderNo', OrderNoPipe) orderNo: string): Promise<OrderStoryReply> {
    const [order, story] = await Promise.all([this.bus.ask(getOrder, { orderNo }), wholeStory(this.bus, orderNo)]);
    const now = this.clock.now();
    if (!order.ok && order.code === 'ORDER_UNKNOWN') return orThrow(order);
    if (!order.ok) return { now, orderGap: gapOf('order', order), atRest: false, story };
    return { now, order: shownOrder(order.value.order), atRest: isAtRest(order.value) && story.gaps.length === 0, story };
  }
}
