import { alarm, type Cell, type Moves, replay, to } from '@meridian/kernel/machine';

export const REFUND_STATES = [
  'ASKED',
  'HOLDING',
  'REVERSING',
  'RESETTLING',
  'AWAITING_PATIENT',
  'OWING',
  'BLOCKED',
  'REFUNDING',
  'OTHER_PAYOUT',
  'BOOKING',
  'DONE',
  'DROPPED',
] as const;
export type RefundState = (typeof REFUND_STATES)[number];

export const REFUND_FACTS = [
  'approved',
  'disapproved',
  'released',
  'hisNo',
  'reversed',
  'reverseNo',
  'insured',
  'insNo',
  'certificateMissing',
  'authorised',
  'owed',
  'paid',
  'borne',
  'refunded',
  'refundNo',
  'paidOut',
  'held',
  'booked',
] as const;
export type RefundFactKind = (typeof REFUND_FACTS)[number];

type S = RefundState;
const every = (cell: Cell<S>): Record<RefundFactKind, Cell<S>> =>
  Object.fromEntries(REFUND_FACTS.map((kind) => [kind, cell])) as Record<RefundFactKind, Cell<S>>;

/**
 * One refund of a confirmed order: what can be refused first, what can always be retried last (settlement.md 1.4). A whole refund goes
 * ASKED, HOLDING, REVERSING, REFUNDING, BOOKING, DONE; the states of a partial refund of an insured order stand in the table for it.
 */
export const REFUND_MOVES: Moves<RefundState, RefundFactKind> = {
  ASKED: { ...every(alarm), approved: to('HOLDING'), disapproved: to('DROPPED') },
  HOLDING: { ...every(alarm), approved: replay, released: to('REVERSING', 'REFUNDING', 'BOOKING'), hisNo: to('DROPPED') },
  REVERSING: {
    ...every(alarm),
    approved: replay,
    released: replay,
    reversed: to('REFUNDING', 'BOOKING', 'RESETTLING'),
    reverseNo: to('BLOCKED'),
  },
  RESETTLING: {
    ...every(alarm),
    released: replay,
    reversed: replay,
    insured: to('REFUNDING', 'BOOKING'),
    owed: to('OWING'),
    certificateMissing: to('AWAITING_PATIENT'),
    insNo: replay,
  },
  AWAITING_PATIENT: { ...every(alarm), reversed: replay, authorised: to('RESETTLING') },
  OWING: { ...every(alarm), insured: replay, paid: to('BOOKING'), borne: to('BOOKING') },
  BLOCKED: { ...every(alarm), reverseNo: replay, held: to('BLOCKED'), reversed: to('REFUNDING', 'BOOKING'), released: replay },
  REFUNDING: {
    ...every(alarm),
    released: replay,
    reversed: replay,
    reverseNo: replay,
    refunded: to('BOOKING'),
    refundNo: to('OTHER_PAYOUT'),
  },
  OTHER_PAYOUT: { ...every(alarm), reversed: replay, refundNo: replay, refunded: to('BOOKING'), paidOut: to('BOOKING') },
  BOOKING: { ...every(replay), approved: replay, booked: to('DONE'), hisNo: to('BOOKING') },
  DONE: every(replay),
  DROPPED: every(replay),
};
