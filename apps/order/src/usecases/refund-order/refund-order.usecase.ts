import type { OrderReply } from '@meridian/contracts/order/order.message';
import type { RefundOrderRequest } from '@meridian/contracts/order/refund-order.contract';
import { refundNoOf } from '@meridian/kernel/ids';
import { type Outcome, refused } from '@meridian/kernel/outcome';
import { Engine } from '@meridian/platform/engine/engine';
import { Injectable } from '@nestjs/common';
import { newRefund } from '../../domain/refund';
import { OrderReader } from '../../storage/order.reader';
import { refundKind } from '../../storage/refund.kind';
import { OrderDesk } from '../order-desk';

/** The whole order back by the original route, as a child of its own. */
@Injectable()
export class RefundOrder {
  constructor(
    private readonly engine: Engine,
    private readonly desk: OrderDesk,
    private readonly reader: OrderReader,
  ) {}

  async run(request: RefundOrderRequest, deadlineAt: number): Promise<Outcome<OrderReply>> {
    const order = await this.desk.own(request.orderNo, request.asker);
    if (!order) return refused('ORDER_UNKNOWN');
    const idempotency = { key: request.key, input: request };
    const seen = await this.engine.seen(idempotency);
    if (typeof seen === 'string') return this.desk.reply(request.orderNo, true);
    if (seen) return seen;
    if (order.phase !== 'CONFIRMED' || !order.split) return refused('ORDER_NOT_CONFIRMED');
    if (await this.reader.liveRefund(request.orderNo)) return refused('REFUND_EXISTS');
    const sequence = (await this.reader.refundCount(request.orderNo)) + 1;
    const fresh = newRefund(order, sequence, { split: order.split, insured: order.payMode === 'INSURED', asked: request.reason });
    // The number is the guard: of two that count the same, one finds the other's row and is answered by it.
    const learned = await this.engine.learn(
      refundKind,
      refundNoOf(order.orderNo, sequence),
      { kind: 'approved', id: request.key },
      { fresh, idempotency },
    );
    if (!learned.ok) return learned;
    const stored = await this.engine.settledBy(refundKind, learned, deadlineAt);
    return this.desk.reply(request.orderNo, stored.state.state === 'DONE' || stored.state.state === 'DROPPED');
  }
}
