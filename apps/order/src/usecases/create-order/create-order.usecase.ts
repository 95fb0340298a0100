import type { CreateOrderRequest } from '@meridian/contracts/order/create-order.contract';
import type { OrderReply } from '@meridian/contracts/order/order.message';
import { type Outcome, refused } from '@meridian/kernel/outcome';
import { Engine } from '@meridian/platform/engine/engine';
import type { Idempotency } from '@meridian/platform/engine/types';
import { Injectable } from '@nestjs/common';
import { orderKind } from '../../storage/order.kind';
import { OrderDesk } from '../order-desk';
import { ReadBills } from '../read-bills';
import { Drafts } from './drafts';

/** Reads the bill, then in one commit: the order, its claims on every sheet, the intents of lock and quote. */
@Injectable()
export class CreateOrder {
  constructor(
    private readonly engine: Engine,
    private readonly readBills: ReadBills,
    private readonly desk: OrderDesk,
    private readonly drafts: Drafts,
  ) {}

  async run(request: CreateOrderRequest, deadlineAt: number): Promise<Outcome<OrderReply>> {
    const idempotency = { key: request.key, input: request };
    const created = await this.create(request, idempotency, deadlineAt);
    if (created.ok) return created;
    // The bill of an order that was made is no longer open for another: a repeat is told of the first.
    const seen = await this.engine.seen(idempotency);
    return typeof seen === 'string' ? this.desk.reply(seen, true) : (seen ?? created);
  }

  private async create(request: CreateOrderRequest, idempotency: Idempotency, deadlineAt: number): Promise<Outcome<OrderReply>> {
    const read = await this.readBills.run(request.asker.patientNo, (deadlineAt - Date.now()) / 2);
    if (!read.ok) return read;
    const found = read.value.find((bill) => bill.visitNo === request.visitNo);
    if (!found) return refused('BILL_UNKNOWN');
    if (found.billHash !== request.billHash) return refused('BILL_CHANGED');
    const bill = this.readBills.keep(found);
    if (bill.totalFen === 0) return refused('BILL_TOTAL_ZERO');
    if (request.payMode === 'INSURED' && !bill.insurance) return refused('BILL_NOT_INSURED');

    const { order, fact } = await this.drafts.draw(request, bill);
    const learned = await this.engine.learn(orderKind, order.orderNo, fact, { fresh: order, idempotency });
    if (!learned.ok) return learned;
    const stored = await this.engine.settledBy(orderKind, learned, deadlineAt);
    return this.desk.reply(stored.state.orderNo, stored.state.phase !== 'DRAFT' || stored.state.reason !== null);
  }
}
