import type { Instant } from '@meridian/kernel/clock';
import { commandKey, refundNoOf } from '@meridian/kernel/ids';
import { type Command, type Decision, decided, type Fact } from '@meridian/kernel/machine';
import { insurerShare, type Split } from '@meridian/kernel/split';
import { isAnother, type Order } from './order';
import { REFUND_MOVES, type RefundFactKind, type RefundState } from './refund.states';

/** A refund that somebody asked for; a child of its order. Only whole refunds today: `split` is the order's own. */
export interface Refund {
  readonly refundNo: string;
  readonly sequence: number;
  readonly orderNo: string;
  readonly hospitalId: string;
  readonly generation: number;
  readonly state: RefundState;
  readonly split: Split;
  readonly insured: boolean;
  /** What it takes back at the insurer. */
  readonly settlementId: string | null;
  readonly asked: string;
  /** Why it was dropped, blocked or must be paid out another way. */
  readonly reason: string | null;
  readonly hisRefundNo: string | null;
}

export interface RefundFact extends Fact<RefundFactKind> {
  /** Of the settlement or collection it is about, where it is about one. */
  readonly generation?: number;
  /** Of a reversal: the settlement that had stood. */
  readonly settlementId?: string;
  readonly code?: string;
  readonly hisRefundNo?: string;
  readonly bookedAt?: Instant;
}

export const newRefund = (
  order: Pick<Order, 'orderNo' | 'hospitalId' | 'generation' | 'settlementId'>,
  sequence: number,
  of: Pick<Refund, 'split' | 'insured' | 'asked'>,
): Refund => ({
  refundNo: refundNoOf(order.orderNo, sequence),
  sequence,
  orderNo: order.orderNo,
  hospitalId: order.hospitalId,
  generation: order.generation,
  settlementId: order.settlementId,
  state: 'ASKED',
  reason: null,
  hisRefundNo: null,
  ...of,
});

/** Over by itself, or waiting for a person; the order may have no second child beside a live one. */
export const isLive = (refund: Refund): boolean => refund.state !== 'DROPPED';

const command = (refund: Refund, kind: string, verb: string, payload: Record<string, unknown> = {}): Command => ({
  kind,
  key: commandKey(refund.refundNo, refund.generation, verb),
  payload: { generation: refund.generation, refundNo: refund.refundNo, ...payload },
});

/** Pure: what a fact makes of a refund, and which calls follow. HIS release, insurer, channel, HIS books. */
export function decideRefund(refund: Refund, fact: RefundFact, at: Instant): Decision<Refund> {
  // What is reversed of an earlier generation, of a quote before the patient paid himself, or of a late second settlement, is not what this
  // refund waits for.
  if (fact.generation !== undefined && fact.generation !== refund.generation) return decided('replay', refund);
  if (fact.kind === 'reversed' && (!refund.insured || isAnother(refund.settlementId, fact))) return decided('replay', refund);
  const cell = REFUND_MOVES[refund.state][fact.kind];
  if (cell.rule !== 'move') return decided(cell.rule, refund);
  switch (fact.kind) {
    case 'approved':
      return decided('move', { ...refund, state: 'HOLDING' }, { commands: [command(refund, 'his.release', 'release')] });
    case 'released':
      return refund.insured
        ? decided('move', { ...refund, state: 'REVERSING' }, { commands: [command(refund, 'insurance.reverse', 'reverse')] })
        : giveCash(refund);
    case 'reversed':
      return giveCash(refund);
    case 'reverseNo':
      return blocked(refund, fact);
    case 'refunded':
    case 'paidOut':
      return book(refund);
    case 'refundNo': {
      const state: Refund = { ...refund, state: 'OTHER_PAYOUT', reason: fact.code ?? 'REFUND_FAILED' };
      return decided('move', state, {
        cases: [{ reason: 'refund-other-payout', evidence: { refundNo: refund.refundNo, code: fact.code } }],
      });
    }
    case 'hisNo':
      return hisNo(refund, fact);
    case 'booked':
      return booked(refund, fact, at);
    default:
      return decided('move', { ...refund, state: cell.to[0] ?? refund.state });
  }
}

function giveCash(refund: Refund): Decision<Refund> {
  if (refund.split.cashFen === 0) return book(refund);
  const back = command(refund, 'payment.refund', 'refund', { amountFen: refund.split.cashFen, reason: refund.asked });
  return decided('move', { ...refund, state: 'REFUNDING', reason: null }, { commands: [back] });
}

const book = (refund: Refund): Decision<Refund> =>
  decided('move', { ...refund, state: 'BOOKING', reason: null }, { commands: [command(refund, 'his.book-refund', 'book')] });

/** Nothing has moved: the HIS holds its lines again, and a person finds the way with the insurer. */
function blocked(refund: Refund, fact: RefundFact): Decision<Refund> {
  const state: Refund = { ...refund, state: 'BLOCKED', reason: fact.code ?? 'REVERSAL_REFUSED' };
  return decided('move', state, {
    commands: [command(refund, 'his.hold', 'hold')],
    cases: [
      { reason: 'refund-blocked', evidence: { refundNo: refund.refundNo, code: fact.code, insuranceFen: insurerShare(refund.split) } },
    ],
  });
}

/** Before anything moved a refusal drops the refund; once the money is back the HIS must book it, and a person is called. */
function hisNo(refund: Refund, fact: RefundFact): Decision<Refund> {
  const reason = fact.code ?? 'HIS_REFUSED';
  if (refund.state === 'HOLDING') return decided('move', { ...refund, state: 'DROPPED', reason });
  return decided(
    'move',
    { ...refund, reason },
    { cases: [{ reason: 'refund-not-booked', evidence: { refundNo: refund.refundNo, code: reason } }] },
  );
}

function booked(refund: Refund, fact: RefundFact, at: Instant): Decision<Refund> {
  const hisRefundNo = fact.hisRefundNo ?? '';
  const state: Refund = { ...refund, state: 'DONE', hisRefundNo, reason: null };
  const { orderNo, refundNo, hospitalId, split } = refund;
  return decided('move', state, {
    announcements: [
      {
        subject: 'fact.order.refund-booked.v1',
        data: { orderNo, refundNo, hospitalId, split, hisRefundNo, bookedAt: fact.bookedAt ?? at },
      },
    ],
  });
}
