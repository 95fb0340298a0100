import type { Asker, OrderReply } from '@meridian/contracts/order/order.message';
import { done, type Outcome, refused } from '@meridian/kernel/outcome';
import { Engine } from '@meridian/platform/engine/engine';
import { Injectable } from '@nestjs/common';
import type { Order, OrderFact } from '../domain/order';
import { orderKind } from '../storage/order.kind';
import { OrderReader } from '../storage/order.reader';

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
    wait: { readonly deadlineAt: number; readonly doneIn: (order: Order) => boolean },
  ): Promise<Outcome<OrderReply>> {
    if (!(await this.own(request.orderNo, request.asker))) return refused('ORDER_UNKNOWN');
    const learned = await this.engine.learn(orderKind, request.orderNo, fact, { idempotency: { key: request.key, input: request } });
    if (!learned.ok) return learned;
    const stored = await this.engine.settledBy(orderKind, learned, wait.deadlineAt);
    return this.reply(request.orderNo, wait.doneIn(stored.state));
  }

  async reply(orderNo: string, isDone: boolean): Promise<Outcome<OrderReply>> {
    const order = await this.reader.view(orderNo);
    return order ? done({ status: isDone ? 'done' : 'working', order }) : refused('ORDER_UNKNOWN');
  }
}
