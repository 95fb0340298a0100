import { commandKey } from '@meridian/kernel/ids';
import type { Fact } from '@meridian/kernel/machine';
import type { Order } from '@meridian/order/domain/order';
import type { Activity, Call, Handler, Heard, Talk } from '../engine/types';
import type { Life } from '../life';
import type { Confirmation } from '../parties/his';
import { MINUTE } from '../profile';

const SECOND = 1000;
const TIMEOUT_MS = 5 * SECOND;
const LOCK_PATIENCE_MS = 10 * SECOND;

const refusal = (kind: string, call: Call, { code, reason }: { code: string; reason: string }): Heard => ({
  fact: { kind, id: `${call.key}.refused`, code, reason } as Fact,
  heard: code,
});

const confirmed = (call: Call, { hisReceiptNo, confirmedAt }: Confirmation): Fact =>
  ({ kind: 'confirmed', id: call.key, hisReceiptNo, confirmedAt }) as Fact;

/** apps/order/src/usecases/call-his/his-calls.ts, every `await` a `yield`. */
export class HisCalls {
  constructor(private readonly life: () => Life) {}

  addTo(handlers: Map<string, Handler>): void {
    const again = (make: (activity: Activity) => Talk) => ({ send: make, ask: make });
    const patient = [2, 10, 10, 30, 60, 300].map((s) => s * SECOND);
    const bound = { askAfterMs: patient, caseAfterMs: 15 * MINUTE };
    handlers.set('his.lock', { ...again((one) => this.lock(one)), askAfterMs: [1, 2, 5, 10].map((s) => s * SECOND), caseAfterMs: null });
    handlers.set('his.confirm', { send: (one) => this.confirm(one), ask: (one) => this.askConfirm(one), ...bound });
    handlers.set('his.withdraw', { ...again((one) => this.withdraw(one)), ...bound });
    handlers.set('his.release', { ...again((one) => this.refunding('release', one)), ...bound });
    handlers.set('his.hold', { ...again((one) => this.refunding('hold', one)), ...bound });
    handlers.set('his.book-refund', { ...again((one) => this.book(one)), ...bound });
  }

  private *lock({ call }: Activity): Talk {
    const { his, toHis, world } = this.life();
    const order = this.order(call);
    const until = call.payload.until as number;
    const { billHash } = order.bill;
    const answer = yield* toHis.say({
      verb: 'lock',
      act: () => his.lock(call.key, order.orderNo, billHash, until),
      timeoutMs: TIMEOUT_MS,
      guarded: true,
    });
    if (answer.arm === 'accepted') return { fact: { kind: 'lockOk', id: call.key, held: true } as Fact, heard: 'locked' };
    if (answer.arm === 'rejected') return refusal('lockNo', call, answer);
    if (world.now - call.openedAt < LOCK_PATIENCE_MS) return { silent: answer.reason };
    return { fact: { kind: 'lockOk', id: call.key, held: false } as Fact, heard: 'going on without the lock' };
  }

  private *confirm({ call }: Activity): Talk {
    const { his, toHis, world } = this.life();
    const { split, captured, orderNo, generation, bill } = this.order(call);
    if (!split) throw new Error('a paid order without a split');
    const billHash = world.twisted('no-hash-in-the-confirm') ? his.billHash : bill.billHash;
    const ask = { key: call.key, orderNo, generation, billHash, split, paidFen: captured?.amountFen ?? 0 };
    const answer = yield* toHis.say({
      verb: 'confirm',
      act: () => his.confirm(ask),
      timeoutMs: TIMEOUT_MS,
      guarded: true,
      fickle: () => his.refuse(call.key),
    });
    if (answer.arm === 'silent')
      return world.twisted('his-silent-is-no') ? refusal('hisNo', call, { code: 'SILENT', reason: '' }) : { silent: answer.reason };
    if (answer.arm === 'rejected') return refusal('hisNo', call, answer);
    return { fact: confirmed(call, answer.value), heard: 'confirmed' };
  }

  private *askConfirm(activity: Activity): Talk {
    const { his, toHis, world } = this.life();
    const { call } = activity;
    const generation = call.payload.generation as number;
    if (world.twisted('his-confirm-without-query')) return yield* this.confirm(activity);
    const answer = yield* toHis.say<{ state: string; confirmation?: Confirmation }>({
      verb: 'query-confirm',
      act: () => his.query(call.orderNo, generation),
      timeoutMs: TIMEOUT_MS,
      guarded: false,
    });
    if (answer.arm !== 'accepted') return { silent: answer.reason };
    const { state, confirmation } = answer.value;
    if (state === 'confirmed' && confirmation) return { fact: confirmed(call, confirmation), heard: 'confirmed' };
    if (state === 'cancelled') return refusal('hisNo', call, { code: 'CONFIRM_CANCELLED', reason: '' });
    if (world.twisted('his-absent-is-no')) return refusal('hisNo', call, { code: 'ABSENT', reason: '' });
    return yield* this.confirm(activity);
  }

  private *withdraw({ call }: Activity): Talk {
    const { his, toHis, world } = this.life();
    const generation = call.payload.generation as number;
    if (world.twisted('no-his-tombstone') && !his.standing(call.orderNo)) {
      return { fact: { kind: 'hisCancelled', id: call.key, generation } as Fact, heard: 'nothing to withdraw' };
    }
    const cancelled = yield* toHis.say({
      verb: 'cancel',
      act: () => his.cancel(call.key, call.orderNo, generation),
      timeoutMs: TIMEOUT_MS,
      guarded: true,
    });
    if (cancelled.arm === 'silent') return { silent: cancelled.reason };
    if (cancelled.arm === 'rejected') return refusal('hisCancelNo', call, cancelled);
    const key = commandKey(call.orderNo, generation, 'unlock');
    const unlocked = yield* toHis.say({
      verb: 'unlock',
      act: () => his.unlock(key, call.orderNo),
      timeoutMs: TIMEOUT_MS,
      guarded: true,
    });
    if (unlocked.arm === 'silent') return { silent: unlocked.reason };
    return { fact: { kind: 'hisCancelled', id: call.key, generation } as Fact, heard: 'withdrawn' };
  }

  private *refunding(operation: 'release' | 'hold', { call }: Activity): Talk {
    const { his, toHis } = this.life();
    const answer = yield* toHis.say({
      verb: operation,
      act: () => his[operation](call.key, call.orderNo, call.aggregateId),
      timeoutMs: TIMEOUT_MS,
      guarded: true,
    });
    if (answer.arm === 'silent') return { silent: answer.reason };
    if (answer.arm === 'rejected') return refusal('hisNo', call, answer);
    return { fact: { kind: operation === 'release' ? 'released' : 'held', id: call.key }, heard: operation };
  }

  private *book({ call }: Activity): Talk {
    const { his, toHis } = this.life();
    const answer = yield* toHis.say({
      verb: 'book-refund',
      act: () => his.book(call.key, call.orderNo, call.aggregateId),
      timeoutMs: TIMEOUT_MS,
      guarded: true,
    });
    if (answer.arm === 'silent') return { silent: answer.reason };
    if (answer.arm === 'rejected') return refusal('hisNo', call, answer);
    return {
      fact: { kind: 'booked', id: call.key, hisRefundNo: answer.value.hisRefundNo, bookedAt: answer.value.bookedAt } as Fact,
      heard: 'booked',
    };
  }

  private order({ orderNo }: Call): Order {
    const order = this.life().order.read<Order>(orderNo);
    if (!order) throw new Error(`no order ${orderNo}`);
    return order;
  }
}
