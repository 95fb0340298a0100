import type { CreateOrderRequest } from '@meridian/contracts/order/create-order.contract';
import type { OrderReply } from '@meridian/contracts/order/order.message';
import { Clock } from '@meridian/kernel/clock';
import { type Outcome, refused } from '@meridian/kernel/outcome';
import { Engine } from '@meridian/platform/engine/engine';
import { Injectable } from '@nestjs/common';
import type { Bill, Drafted, Order } from '../../domain/order';
import { orderKind } from '../../storage/order.kind';
import { OrderNumbers } from '../../storage/order-numbers';
import { OrderDesk } from '../order-desk';
import { Windows } from '../ports';
import { ReadBills } from '../read-bills';

/** Reads the bill, then in one commit: the order, its claims on every sheet, the intents of lock and quote. */
@Injectable()
export class CreateOrder {
  constructor(
    private readonly engine: Engine,
    private readonly readBills: ReadBills,
    private readonly desk: OrderDesk,
    private readonly numbers: OrderNumbers,
    private readonly clock: Clock,
    private readonly windows: Windows,
  ) {}

  async run(request: CreateOrderRequest, deadlineAt: number): Promise<Outcome<OrderReply>> {
    const idempotency = { key: request.key, input: request };
    const seen = await this.engine.seen(idempotency);
    if (typeof seen === 'string') return this.desk.reply(seen, true);
    if (seen) return seen;

    const read = await this.readBills.run(request.asker.patientNo, (deadlineAt - Date.now()) / 2);
    if (!read.ok) return read;
    const found = read.value.find((bill) => bill.visitNo === request.visitNo);
    if (!found) return refused('BILL_UNKNOWN');
    if (found.billHash !== request.billHash) return refused('BILL_CHANGED');
    const bill = this.readBills.keep(found);
    if (bill.totalFen === 0) return refused('BILL_TOTAL_ZERO');
    if (request.payMode === 'INSURED' && !bill.insurance) return refused('BILL_NOT_INSURED');

    const orderNo = await this.numbers.next();
    const fact: Drafted = { kind: 'drafted', id: request.key, expiresAt: this.clock.now() + this.windows.draftMs };
    const learned = await this.engine.learn(orderKind, orderNo, fact, { fresh: this.fresh(orderNo, request, bill), idempotency });
    if (!learned.ok) return learned;
    const stored = await this.engine.settledBy(orderKind, learned, deadlineAt);
    return this.desk.reply(stored.state.orderNo, stored.state.phase !== 'DRAFT' || stored.state.reason !== null);
  }

  private fresh(orderNo: string, { asker, payMode, useAccount }: CreateOrderRequest, bill: Bill): Order {
    return {
      orderNo,
      hospitalId: this.windows.hospitalId,
      applicationId: asker.applicationId,
      patientId: asker.patientId,
      patientNo: asker.patientNo,
      bill,
      payMode,
      useAccount,
      collectShape: 'SEPARATE',
      phase: 'DRAFT',
      generation: 1,
      quotes: 0,
      split: null,
      fingerprint: null,
      held: false,
      legs: { his: 'none', insurance: 'none', cash: 'none' },
      choice: null,
      collects: 0,
      opened: null,
      settlementId: null,
      captured: null,
      confirmation: null,
      settleAskedAt: null,
      payUntil: null,
      consentUntil: null,
      why: null,
      hisFirst: false,
      notes: { giveUp: null },
      reason: null,
      windows: { payMs: this.windows.payMs, consentMs: this.windows.consentMs },
    };
  }
}
