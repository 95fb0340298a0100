import { fen } from '@meridian/kernel/fen';
import { refundNoOf } from '@meridian/kernel/ids';
import type { Fact } from '@meridian/kernel/machine';
import { done, type Outcome, refused } from '@meridian/kernel/outcome';
import { type Order, UNDO_REFUND } from '@meridian/order/domain/order';
import { newRefund, type Refund } from '@meridian/order/domain/refund';
import { insuredFact, paidFact } from '../drivers/service-calls';
import type { Announced, Kind, LearnOptions, Row } from '../engine/types';
import type { Worker } from '../engine/worker';
import type { Life } from '../life';
import { TOTAL_FEN } from '../parties/centre';
import { MINUTE } from '../profile';
import type { Answering } from '../wire';

const WINDOWS = { payMs: 15 * MINUTE, consentMs: 2 * MINUTE };
const DRAFT_MS = 30 * MINUTE;

/** What a patient sees. */
export type View = Order;

/** The commands of patients, people and other services to order: the use cases of apps/order/src/usecases. */
export class OrderDesk {
  /** sheet → the live order that claims it (table bill_claim). */
  readonly claims = new Map<string, string>();
  private orders = 0;

  constructor(private readonly life: () => Life) {}

  create(key: string, payMode: Order['payMode'], billHash: string): Answering {
    return (worker, deadlineAt, answer) => {
      const { his, kinds, order } = this.life();
      const seen = order.keys.get(key);
      if (seen) return answer(this.view(seen.id));
      if (his.paidBy) return answer(refused('BILL_UNKNOWN'));
      if (his.billHash !== billHash) return answer(refused('BILL_CHANGED'));
      const orderNo = `01261122${String(++this.orders).padStart(10, '0')}`;
      const fact = { kind: 'drafted', id: key, expiresAt: this.life().world.now + DRAFT_MS } as Fact;
      this.tell(worker, kinds.order, { orderNo, fact, fresh: fresh(orderNo, payMode, billHash), key, input: payMode }, deadlineAt, answer);
    };
  }

  /** settleAsked, cancelAsked, selfPayChosen */
  say(key: string, orderNo: string, fact: Fact): Answering {
    return (worker, deadlineAt, answer) => {
      const { his, kinds, order } = this.life();
      const known = order.read<Order>(orderNo);
      if (!known) return answer(refused('ORDER_UNKNOWN'));
      if (fact.kind === 'settleAsked' && known.phase === 'QUOTED' && !known.held && (his.paidBy || his.billHash !== known.bill.billHash)) {
        return answer(refused('BILL_CHANGED'));
      }
      this.tell(worker, kinds.order, { orderNo, fact, key, input: fact.kind }, deadlineAt, answer);
    };
  }

  refund(key: string, orderNo: string): Answering {
    return (worker, deadlineAt, answer) => {
      const { kinds, order, world } = this.life();
      const known = order.read<Order>(orderNo);
      if (!known) return answer(refused('ORDER_UNKNOWN'));
      if (order.keys.has(key)) return answer(this.view(orderNo));
      if (known.phase !== 'CONFIRMED' || !known.split) return answer(refused('ORDER_NOT_CONFIRMED'));
      if (this.liveRefund(orderNo) && !world.twisted('a-second-refund')) return answer(refused('REFUND_EXISTS'));
      const sequence = this.refunds(orderNo).length + 1;
      const child = newRefund(known, sequence, { split: known.split, insured: known.payMode === 'INSURED', asked: 'asked' });
      const fact: Fact = { kind: 'approved', id: key };
      this.tell(worker, kinds.refund, { orderNo: refundNoOf(orderNo, sequence), fact, fresh: child, key, input: '' }, deadlineAt, answer);
    };
  }

  /** handle-cases: a person's keep or undo. */
  resolve(caseId: string, resolution: 'keep' | 'undo'): Answering {
    return (worker, _deadlineAt, answer) => {
      const { kinds, order } = this.life();
      const known = order.cases.get(caseId);
      if (!known || known.closed) return answer(refused('CASE_UNKNOWN'));
      const kind = resolution === 'keep' ? 'personKeep' : 'personUndo';
      const learned = order.learn(worker, kinds.order, known.orderNo, { kind, id: `${caseId}.${resolution}` });
      if (!learned) return;
      if (!learned.ok) return answer(learned);
      known.closed = true;
      answer(done({}));
    };
  }

  private tell(
    worker: Worker,
    kind: Kind,
    asked: { orderNo: string; fact: Fact } & LearnOptions,
    deadlineAt: number,
    answer: (outcome: Outcome<unknown>) => void,
  ): void {
    const { order } = this.life();
    const learned = order.learn(worker, kind, asked.orderNo, asked.fact, asked);
    if (!learned) return;
    if (!learned.ok) return answer(learned);
    order.executor.settledBy(worker, learned.row.id, deadlineAt, () => answer(this.view(learned.row.orderNo)));
  }

  view(orderNo: string): Outcome<View> {
    const known = this.life().order.read<Order>(orderNo);
    return known ? done(known) : refused('ORDER_UNKNOWN');
  }

  refunds(orderNo: string): Refund[] {
    const list: Refund[] = [];
    for (const row of this.life().order.rows.values())
      if (row.kind.name === 'refund' && row.orderNo === orderNo) list.push(row.state as Refund);
    return list;
  }

  liveRefund(orderNo: string): string | undefined {
    return this.refunds(orderNo).find((one) => one.state !== 'DROPPED')?.refundNo;
  }

  /** Claims and the one live refund: unique rules that move with the same commit (storage/order.kind.ts, refund.kind.ts). */
  readonly alongside = (kind: Kind, before: unknown, after: unknown): string | undefined => {
    const { world } = this.life();
    if (kind.name === 'refund') {
      const [was, is] = [before as Refund, after as Refund];
      if (was.state === 'ASKED' && this.liveRefund(is.orderNo) && !world.twisted('a-second-refund')) return 'INTERNAL_ERROR';
      if (is.state === 'DONE' && was.state !== 'DONE') this.release(is.orderNo);
      return undefined;
    }
    const [was, is] = [before as Order, after as Order];
    if (was.phase === 'DRAFT' && was.quotes === 0 && was.split === null) {
      if (this.claims.has('S1') && !world.twisted('no-claims')) return 'BILL_CLAIMED';
      this.claims.set('S1', is.orderNo);
    }
    if (is.phase === 'CANCELLED' && was.phase !== 'CANCELLED') this.release(is.orderNo);
    return undefined;
  };

  private release(orderNo: string): void {
    if (this.claims.get('S1') === orderNo) this.claims.delete('S1');
  }

  /** take-facts: one fact of the stream. @returns false when it was not taken and comes again */
  take(worker: Worker, announced: Announced): boolean {
    const life = this.life();
    const { kinds, order } = life;
    const fact = orderFact(announced);
    if (fact) {
      const learned = order.learn(worker, kinds.order, announced.orderNo, fact);
      if (!learned) return false;
    }
    const reversed = announced.subject === 'fact.insurance.settlement-reversed.v1';
    const refunded = announced.subject === 'fact.payment.refund-succeeded.v1';
    if (!reversed && !refunded) return true;
    const child = this.liveRefund(announced.orderNo);
    if (!child) return true;
    if (reversed) {
      const generation = life.world.twisted('reversal-of-any-generation')
        ? undefined
        : (announced.data as { generation: number }).generation;
      return order.learn(worker, kinds.refund, child, { kind: 'reversed', id: announced.id, generation } as Fact) !== undefined;
    }
    if ((announced.data as { refundNo: string }).refundNo !== child) return true;
    return order.learn(worker, kinds.refund, child, { kind: 'refunded', id: `${child}.refunded` }) !== undefined;
  }
}

/** take-facts.listener.ts */
function orderFact({ id, subject, data, orderNo }: Announced): Fact | undefined {
  const told = data as Record<string, unknown>;
  switch (subject) {
    case 'fact.insurance.settlement-insured.v1':
      return insuredFact(id, told as unknown as { generation: number; split: unknown; settlementId: string });
    case 'fact.insurance.settlement-reversed.v1':
      return { kind: 'reversed', id, generation: told.generation } as Fact;
    case 'fact.payment.payment-captured.v1':
      return told.surplus ? undefined : paidFact(id, told.generation as number, told as unknown as Parameters<typeof paidFact>[2]);
    case 'fact.payment.collection-dead.v1':
      return { kind: 'dead', id, generation: told.generation } as Fact;
    case 'fact.payment.refund-succeeded.v1': {
      const { refundNo, surplus, outTradeNo } = told as { refundNo: string; surplus: boolean; outTradeNo: string };
      if (surplus || refundNo !== refundNoOf(orderNo, UNDO_REFUND)) return undefined;
      return { kind: 'refunded', id: `${refundNo}.refunded`, generation: Number.parseInt(outTradeNo.charAt(18), 32) } as Fact;
    }
    default:
      return undefined;
  }
}

/** apps/order/src/usecases/create-order/drafts.ts */
const fresh = (orderNo: string, payMode: Order['payMode'], billHash: string): Order => ({
  orderNo,
  hospitalId: 'H1',
  applicationId: 'app',
  patientId: 'U1',
  patientNo: 'P1',
  bill: {
    visitNo: 'V1',
    visitStartedAt: 0,
    doctor: { code: 'D', name: '' },
    department: { code: 'K', name: '', category: 'A' },
    diagnoses: [],
    insurance: { insurer: 'national', credentialType: '02', credentialSealed: '', insuranceType: '310', medicalType: '11' },
    sheets: [{ sheetNo: 'S1', hash: billHash, totalFen: fen(TOTAL_FEN) }],
    lines: [],
    billHash,
    totalFen: fen(TOTAL_FEN),
  },
  payMode,
  useAccount: true,
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
  windows: WINDOWS,
});

export type { Row };
