import type { Asker, OrderReply } from '@meridian/contracts/order/order.message';
import { done, type Outcome, type Refusal, refused } from '@meridian/kernel/outcome';
import { Engine } from '@meridian/platform/engine/engine';
import { Injectable } from '@nestjs/common';
import type { Order, OrderFact } from '../domain/order';
import { orderKind } from '../storage/order.kind';
import { OrderReader } from '../storage/order.reader';

interface Wait {
  readonly deadlineAt: number;
  readonly doneIn: (order: Order) => boolean;
  /** What must be so before the fact is told. */
  readonly guard?: (order: Order) => Refusal | undefined;
}

/** What every command of a patient on an order has in common: whose it is, the fact, the wait, the view. */
@Injectable()
export class OrderDesk {
  constructor(
    private readonly engine: Engine,
    private readonly reader: OrderReader,
  ) {}

  /** Another patient's order is as unknown as one that never was. */
  async own(orderNo: string, asker: Asker): Promise<Order | undefined> {
    const stored = await this.engine.read(orderKind, orderNo);
    return stored?.state.patientId === asker.patientId ? stored.state : undefined;
  }

  async tell(
    request: { readonly orderNo: string; readonly key: string; readonly asker: Asker },
    fact: OrderFact,
    wait: Wait,
  ): Promise<Outcome<OrderReply>> {
    const learned = await this.engine.learn(orderKind, request.orderNo, fact, {
      idempotency: { key: request.key, input: request },
      guard: (order) => (order.patientId === request.asker.patientId ? wait.guard?.(order) : refused('ORDER_UNKNOWN')),
    });
    if (!learned.ok) return learned.code === 'AGGREGATE_UNKNOWN' ? refused('ORDER_UNKNOWN') : learned;
    const stored = await this.engine.settledBy(orderKind, learned, wait.deadlineAt);
    return this.reply(request.orderNo, wait.doneIn(stored.state));
  }

  async reply(orderNo: string, isDone: boolean): Promise<Outcome<OrderReply>> {
    const order = await this.reader.view(orderNo);
    return order ? done({ status: isDone ? 'done' : 'working', order }) : refused('ORDER_UNKNOWN');
  }
}
