import { refundNoOf } from '@meridian/kernel/ids';
import type { Fact } from '@meridian/kernel/machine';
import { done, type Outcome, refused } from '@meridian/kernel/outcome';
import type { Order } from '@meridian/order/domain/order';
import { newRefund, type Refund } from '@meridian/order/domain/refund';
import { type Announced, type Kind, type Told, told } from '../engine/types';
import type { Worker } from '../engine/worker';
import type { Life } from '../life';
import { MINUTE } from '../profile';
import type { Answering } from '../wire';
import { draftOf } from './drafts';
import { orderFact, reversedFact } from './order-facts';

const DRAFT_MS = 30 * MINUTE;
const SHEET = 'S1';

interface UseCase {
  readonly kind: Kind;
  readonly id: string;
  readonly told: Told;
}

/** The commands of patients, people and other services to order: the use cases of apps/order/src/usecases. */
export class OrderDesk {
  constructor(private readonly life: () => Life) {}

  create(key: string, payMode: Order['payMode'], billHash: string): Answering {
    return (worker, deadlineAt, answer) => {
      const { his, kinds, numbers, order, world } = this.life();
      const seen = order.keys.get(key);
      if (seen)
        answer(seen.input === payMode || world.twisted('keys-not-compared') ? this.view(seen.id) : refused('IDEMPOTENCY_KEY_REUSED'));
      else if (his.paidBy) answer(refused('BILL_UNKNOWN'));
      else if (his.billHash !== billHash) answer(refused('BILL_CHANGED'));
      else {
        const id = `01261122${String(++numbers.orders).padStart(10, '0')}`;
        const fact = { kind: 'drafted', id: key, expiresAt: world.now + DRAFT_MS } as Fact;
        const draft: Told = { fact, fresh: draftOf(id, payMode, billHash), key, input: payMode, closes: null };
        this.learn(worker, { kind: kinds.order, id, told: draft }, deadlineAt, answer);
      }
    };
  }

  /** settleAsked, cancelAsked, selfPayChosen */
  say(key: string, orderNo: string, fact: Fact): Answering {
    return (worker, deadlineAt, answer) => {
      const { his, kinds, order } = this.life();
      const known = order.read<Order>(orderNo);
      const changed = his.paidBy !== null || his.billHash !== known?.bill.billHash;
      if (!known) answer(refused('ORDER_UNKNOWN'));
      else if (fact.kind === 'settleAsked' && known.phase === 'QUOTED' && !known.held && changed) answer(refused('BILL_CHANGED'));
      else {
        const said: Told = { fact, fresh: undefined, key, input: fact.kind, closes: null };
        this.learn(worker, { kind: kinds.order, id: orderNo, told: said }, deadlineAt, answer);
      }
    };
  }

  refund(key: string, orderNo: string): Answering {
    return (worker, deadlineAt, answer) => {
      const { kinds, order, world } = this.life();
      const known = order.read<Order>(orderNo);
      if (!known) answer(refused('ORDER_UNKNOWN'));
      else if (order.keys.has(key)) answer(this.view(orderNo));
      else if (known.phase !== 'CONFIRMED' || !known.split) answer(refused('ORDER_NOT_CONFIRMED'));
      else if (this.liveRefund(orderNo) && !world.twisted('a-second-refund')) answer(refused('REFUND_EXISTS'));
      else {
        const sequence = this.refunds(orderNo).length + 1;
        const child = newRefund(known, sequence, { split: known.split, insured: known.payMode === 'INSURED', asked: 'asked' });
        const approved: Told = { fact: { kind: 'approved', id: key }, fresh: child, key, input: '', closes: null };
        this.learn(worker, { kind: kinds.refund, id: refundNoOf(orderNo, sequence), told: approved }, deadlineAt, answer);
      }
    };
  }

  /** handle-cases: a person's keep or undo. */
  resolve(caseId: string, resolution: 'keep' | 'undo'): Answering {
    return (worker, _deadlineAt, answer) => {
      const { kinds, order } = this.life();
      const known = order.cases.get(caseId);
      if (!known || known.closed) {
        answer(refused('CASE_UNKNOWN'));
        return;
      }
      const kind = resolution === 'keep' ? 'personKeep' : 'personUndo';
      const learned = order.learn(worker, kinds.order, known.orderNo, told({ kind, id: `${caseId}.${resolution}` }));
      if (!learned) return;
      if (learned.ok) known.closed = true;
      answer(learned.ok ? done({}) : refused(learned.code));
    };
  }

  private learn(worker: Worker, { kind, id, told }: UseCase, deadlineAt: number, answer: (outcome: Outcome<unknown>) => void): void {
    const { order } = this.life();
    const learned = order.learn(worker, kind, id, told);
    if (!learned) return;
    if (learned.ok) order.executor.settledBy(worker, learned.row.id, deadlineAt, () => answer(this.view(learned.row.orderNo)));
    else answer(refused(learned.code));
  }

  private view(orderNo: string): Outcome<Order> {
    const known = this.life().order.read<Order>(orderNo);
    return known ? done(known) : refused('ORDER_UNKNOWN');
  }

  private refunds(orderNo: string): Refund[] {
    const list: Refund[] = [];
    for (const row of this.life().order.rows.values())
      if (row.kind.name === 'refund' && row.orderNo === orderNo) list.push(row.state as Refund);
    return list;
  }

  private liveRefund(orderNo: string): string | undefined {
    return this.refunds(orderNo).find((one) => one.state !== 'DROPPED')?.refundNo;
  }

  /** Claims and the one live refund: unique rules that move with the same commit (storage/order.kind.ts, refund.kind.ts). */
  readonly alongside = (kind: Kind, before: unknown, after: unknown): string | undefined => {
    const { claims, world } = this.life();
    if (kind.name === 'refund') {
      const [was, is] = [before as Refund, after as Refund];
      if (was.state === 'ASKED' && this.liveRefund(is.orderNo) && !world.twisted('a-second-refund')) return 'INTERNAL_ERROR';
      if (is.state === 'DONE' && was.state !== 'DONE') this.release(is.orderNo);
      return undefined;
    }
    const [was, is] = [before as Order, after as Order];
    if (was.phase === 'DRAFT' && was.quotes === 0 && was.split === null) {
      if (claims.has(SHEET) && !world.twisted('no-claims')) return 'BILL_CLAIMED';
      claims.set(SHEET, is.orderNo);
    }
    if (is.phase === 'CANCELLED' && was.phase !== 'CANCELLED') this.release(is.orderNo);
    return undefined;
  };

  private release(orderNo: string): void {
    const { claims } = this.life();
    if (claims.get(SHEET) === orderNo) claims.delete(SHEET);
  }

  /** take-facts: one fact of the stream. @returns false when it was not taken and comes again */
  take(worker: Worker, announced: Announced): boolean {
    const { kinds, order, world } = this.life();
    const { id, orderNo, subject } = announced;
    const fact = orderFact(announced);
    if (fact && !order.learn(worker, kinds.order, orderNo, told(fact))) return false;
    const reversed = subject === 'fact.insurance.settlement-reversed.v1';
    if (!reversed && subject !== 'fact.payment.refund-succeeded.v1') return true;
    const child = this.liveRefund(orderNo);
    if (!child) return true;
    if (!reversed) {
      const { refundNo } = announced.data as { refundNo: string };
      return (
        refundNo !== child || order.learn(worker, kinds.refund, child, told({ kind: 'refunded', id: `${child}.refunded` })) !== undefined
      );
    }
    const back = world.twisted('reversal-of-any-generation') ? { kind: 'reversed', id } : reversedFact(announced);
    return order.learn(worker, kinds.refund, child, told(back)) !== undefined;
  }
}
