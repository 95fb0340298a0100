import type { ConfirmRequest, HisRefundRequest } from '@meridian/his-kit/port';
import type { Clock, Instant } from '@meridian/kernel/clock';
import { commandKey } from '@meridian/kernel/ids';
import type { Fact } from '@meridian/kernel/machine';
import type { Engine } from '@meridian/platform/engine/engine';
import type { CallHandler, Evidence, Heard, OpenCall } from '@meridian/platform/engine/types';
import type { CallOptions } from '@meridian/plugin-kit/wrapper';
import type { Order } from '../../domain/order';
import type { Refund } from '../../domain/refund';
import { orderKind } from '../../storage/order.kind';
import { refundKind } from '../../storage/refund.kind';
import type { Hospital } from '../hospital';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const TIMEOUT_MS = 5 * SECOND;
/** The HIS gets this long to lock; then the order goes on, and the bill's hash in the confirm stands guard. */
const LOCK_PATIENCE_MS = 10 * SECOND;
/** Refusals that say something about us and nothing about the bill: asked again, and a person is called. */
const OURS = ['HIS_NOT_AUTHORISED', 'KEY_REUSED'];

/** The calls an order makes to the HIS, one handler a kind (settlement.md 1.5). All are idempotent by key at the HIS. */
export class HisCalls {
  constructor(
    private readonly engine: Engine,
    private readonly hospital: Hospital,
    private readonly clock: Clock,
  ) {}

  addTo(engine: Engine): void {
    const again = (make: CallHandler['ask']): Pick<CallHandler, 'send' | 'ask'> => ({ send: make, ask: make });
    const often = [1, 2, 5, 10].map((s) => s * SECOND);
    const patient = [2 * SECOND, 10 * SECOND, 10 * SECOND, 30 * SECOND, MINUTE, 5 * MINUTE];
    engine
      .makes('his.lock', { ...again((call, before) => this.lock(call, before)), askAfterMs: often })
      .makes('his.confirm', {
        send: (call, before) => this.confirm(call, before),
        ask: (call, _before, window) => this.askConfirm(call, window),
        askAfterMs: patient,
        caseAfterMs: 15 * MINUTE,
      })
      .makes('his.withdraw', {
        ...again((call, _before, window) => this.withdraw(call, window)),
        askAfterMs: patient,
        caseAfterMs: 15 * MINUTE,
      })
      .makes('his.release', {
        ...again((call, before) => this.refunding('release', call, before)),
        askAfterMs: patient,
        caseAfterMs: 15 * MINUTE,
      })
      .makes('his.hold', {
        ...again((call, before) => this.refunding('hold', call, before)),
        askAfterMs: patient,
        caseAfterMs: 15 * MINUTE,
      })
      .makes('his.book-refund', {
        ...again((call, before) => this.bookRefund(call, before)),
        askAfterMs: patient,
        caseAfterMs: 15 * MINUTE,
      });
  }

  private async lock(call: OpenCall, sendBefore: number): Promise<Heard> {
    const order = await this.order(call);
    const { until } = call.payload as { until: Instant };
    const sheetNos = order.bill.sheets.map((sheet) => sheet.sheetNo);
    const { visitNo, billHash } = order.bill;
    const request = { key: call.key, orderNo: order.orderNo, visitNo, sheetNos, billHash, until };
    const { answer, exchanges } = await this.hospital.say('lock', request, options(call, sendBefore));
    if (answer.arm === 'accepted') return { fact: { kind: 'lockOk', id: call.key, held: true } as Fact, heard: 'locked', exchanges };
    if (answer.arm === 'rejected' && !OURS.includes(answer.code)) return refusal('lockNo', call, answer, exchanges);
    if (this.clock.now() - call.openedAt < LOCK_PATIENCE_MS) return { silent: answer.reason, exchanges };
    return { fact: { kind: 'lockOk', id: call.key, held: false } as Fact, heard: 'going on without the lock', exchanges };
  }

  private async confirm(call: OpenCall, sendBefore: number): Promise<Heard> {
    const order = await this.order(call);
    const { answer, exchanges } = await this.hospital.say('confirm', this.confirmation(call, order), options(call, sendBefore));
    if (answer.arm === 'silent') return { silent: answer.reason, exchanges };
    if (answer.arm === 'rejected')
      return OURS.includes(answer.code) ? { silent: answer.code, exchanges } : refusal('hisNo', call, answer, exchanges);
    return { fact: { kind: 'confirmed', id: call.key, ...answer.value } as Fact, heard: 'confirmed', exchanges };
  }

  private confirmation(call: OpenCall, order: Order): ConfirmRequest {
    if (!order.split) throw new Error('a paid order without a split');
    const { captured } = order;
    return {
      key: call.key,
      orderNo: order.orderNo,
      generation: order.generation,
      visitNo: order.bill.visitNo,
      sheetNos: order.bill.sheets.map((sheet) => sheet.sheetNo),
      billHash: order.bill.billHash,
      split: order.split,
      paidAt: captured?.paidAt ?? order.settleAskedAt ?? call.openedAt,
      ...(order.settlementId ? { settlementId: order.settlementId } : {}),
      payments: captured
        ? [captured].map(({ channel, outTradeNo, transactionId, amountFen }) => ({ channel, outTradeNo, transactionId, amountFen }))
        : [],
    };
  }

  /** Silent before: ask, and confirm again under the same key when the HIS has nothing. Money never goes back by itself here. */
  private async askConfirm(call: OpenCall, window: () => number): Promise<Heard> {
    const { generation } = call.payload as { generation: number };
    const { answer, exchanges } = await this.hospital.say('queryConfirm', { orderNo: call.orderNo, generation }, options(call));
    if (answer.arm !== 'accepted') return { silent: answer.reason, exchanges };
    const { state } = answer.value;
    if (state === 'confirmed') {
      return { fact: { kind: 'confirmed', id: call.key, ...answer.value.confirmation } as Fact, heard: 'confirmed', exchanges };
    }
    if (state === 'cancelled') return refusal('hisNo', call, { code: 'CONFIRM_CANCELLED', reason: 'cancelled at the HIS' }, exchanges);
    const sent = await this.confirm(call, window());
    return { ...sent, exchanges: [...exchanges, ...(sent.exchanges ?? [])] };
  }

  /** The tombstone of the confirm, then the lock given back. */
  private async withdraw(call: OpenCall, window: () => number): Promise<Heard> {
    const { generation } = call.payload as { generation: number };
    const cancel = { key: call.key, orderNo: call.orderNo, generation };
    const cancelled = await this.hospital.say('cancel', cancel, options(call, window()));
    if (cancelled.answer.arm === 'silent') return { silent: cancelled.answer.reason, exchanges: cancelled.exchanges };
    if (cancelled.answer.arm === 'rejected') {
      if (OURS.includes(cancelled.answer.code)) return { silent: cancelled.answer.code, exchanges: cancelled.exchanges };
      return refusal('hisCancelNo', call, cancelled.answer, cancelled.exchanges);
    }
    const unlock = { key: commandKey(call.orderNo, generation, 'unlock'), orderNo: call.orderNo };
    const unlocked = await this.hospital.say('unlock', unlock, options(call, window()));
    const exchanges = [...cancelled.exchanges, ...unlocked.exchanges];
    // The lock ends by itself; only silence about it is worth another try.
    if (unlocked.answer.arm === 'silent') return { silent: unlocked.answer.reason, exchanges };
    return { fact: { kind: 'hisCancelled', id: call.key, generation } as Fact, heard: 'withdrawn', exchanges };
  }

  private async refunding(operation: 'release' | 'hold', call: OpenCall, sendBefore: number): Promise<Heard> {
    const { answer, exchanges } = await this.hospital.say(operation, await this.refundRequest(call), options(call, sendBefore));
    if (answer.arm === 'silent') return { silent: answer.reason, exchanges };
    if (answer.arm === 'rejected')
      return OURS.includes(answer.code) ? { silent: answer.code, exchanges } : refusal('hisNo', call, answer, exchanges);
    return { fact: { kind: operation === 'release' ? 'released' : 'held', id: call.key }, heard: operation, exchanges };
  }

  private async bookRefund(call: OpenCall, sendBefore: number): Promise<Heard> {
    const refund = await this.refund(call);
    const request = { ...(await this.refundRequest(call)), split: refund.split };
    const { answer, exchanges } = await this.hospital.say('bookRefund', request, options(call, sendBefore));
    if (answer.arm === 'silent') return { silent: answer.reason, exchanges };
    if (answer.arm === 'rejected')
      return OURS.includes(answer.code) ? { silent: answer.code, exchanges } : refusal('hisNo', call, answer, exchanges);
    return { fact: { kind: 'booked', id: call.key, ...answer.value } as Fact, heard: 'booked', exchanges };
  }

  private async refundRequest(call: OpenCall): Promise<HisRefundRequest> {
    const order = await this.order(call);
    const refund = await this.refund(call);
    const sheetNos = order.bill.sheets.map((sheet) => sheet.sheetNo);
    return { key: call.key, orderNo: order.orderNo, refundNo: refund.refundNo, sheetNos, reason: refund.asked };
  }

  private order(call: OpenCall): Promise<Order> {
    return this.engine.stateFor(orderKind, call.orderNo, call);
  }

  private refund(call: OpenCall): Promise<Refund> {
    return this.engine.stateFor(refundKind, call.aggregateId, call);
  }
}

const refusal = (kind: string, call: OpenCall, answer: { code: string; reason: string }, exchanges: Evidence[]): Heard => ({
  fact: { kind, id: `${call.key}.refused`, code: answer.code, reason: answer.reason } as Fact,
  heard: answer.code,
  exchanges,
});

const options = (call: OpenCall, sendBefore?: number): CallOptions => ({
  requestNo: call.key,
  timeoutMs: TIMEOUT_MS,
  ...(sendBefore === undefined ? {} : { sendBefore }),
  ...(call.traceparent ? { traceparent: call.traceparent } : {}),
});
