import { alarm, type Cell, type Moves, note, refuse, replay, revert, to } from '@meridian/kernel/machine';

export const STATES = [
  'NEW',
  'REGISTERING',
  'QUOTING',
  'QUOTED',
  'SETTLING',
  'SETTLED',
  'REVERSING',
  'RELEASING',
  'REVERSED',
  'REFUSED',
  'VOID',
] as const;
export type SettlementState = (typeof STATES)[number];

export const FACTS = [
  'quoteAsked',
  'registered',
  'registerRefused',
  'quoted',
  'quoteRefused',
  'settleAsked',
  'insured',
  'settleRefused',
  'reverseAsked',
  'reversed',
  'reverseRefused',
  'revoked',
  'released',
] as const;
export type SettlementFactKind = (typeof FACTS)[number];

type S = SettlementState;
const noAnswers: Record<Exclude<SettlementFactKind, 'quoteAsked' | 'settleAsked' | 'reverseAsked'>, Cell<S>> = {
  registered: alarm,
  registerRefused: alarm,
  quoted: alarm,
  quoteRefused: alarm,
  insured: alarm,
  settleRefused: alarm,
  reversed: alarm,
  reverseRefused: alarm,
  revoked: alarm,
  released: alarm,
};
const pastQuote = { registered: replay, registerRefused: replay, quoted: replay, quoteRefused: replay };

/**
 * One order generation at the insurer. `insured` where nothing may stand any more is reversed at once (V): a 2207 can be executed
 * long after we gave up, or as a duplicate after it was refused (then it stands, and the order says whether it wants it). `reverseAsked` during a call is noted and acted on when the call is answered.
 */
export const SETTLEMENT_MOVES: Moves<SettlementState, SettlementFactKind> = {
  NEW: { ...noAnswers, quoteAsked: to('REGISTERING', 'QUOTING'), settleAsked: refuse('SETTLEMENT_UNKNOWN'), reverseAsked: to('VOID') },
  REGISTERING: {
    ...noAnswers,
    quoteAsked: replay,
    registered: to('QUOTING', 'RELEASING'),
    registerRefused: to('REFUSED', 'REVERSED'),
    settleAsked: refuse('SETTLEMENT_UNKNOWN'),
    reverseAsked: note,
  },
  QUOTING: {
    ...noAnswers,
    quoteAsked: replay,
    registered: replay,
    quoted: to('QUOTED', 'RELEASING'),
    quoteRefused: to('REFUSED', 'RELEASING'),
    settleAsked: refuse('SETTLEMENT_UNKNOWN'),
    reverseAsked: note,
    released: replay,
  },
  QUOTED: {
    ...noAnswers,
    ...pastQuote,
    quoteAsked: to('QUOTING'),
    settleAsked: to('SETTLING'),
    insured: to('SETTLED'),
    settleRefused: replay,
    reverseAsked: to('RELEASING'),
    released: replay,
  },
  SETTLING: {
    ...noAnswers,
    ...pastQuote,
    quoteAsked: refuse('INSURANCE_BUSY'),
    settleAsked: replay,
    insured: to('SETTLED', 'REVERSING'),
    settleRefused: to('QUOTED', 'RELEASING'),
    reverseAsked: note,
    revoked: to('REVERSED'),
    released: replay,
  },
  SETTLED: {
    ...noAnswers,
    ...pastQuote,
    quoteAsked: replay,
    settleAsked: replay,
    insured: replay,
    settleRefused: replay,
    reverseAsked: to('REVERSING'),
    reverseRefused: replay,
    released: replay,
  },
  REVERSING: {
    ...noAnswers,
    ...pastQuote,
    quoteAsked: refuse('SETTLEMENT_REVERSED'),
    settleAsked: refuse('SETTLEMENT_REVERSED'),
    insured: replay,
    settleRefused: replay,
    reverseAsked: replay,
    reversed: to('REVERSED'),
    reverseRefused: to('SETTLED'),
    released: replay,
  },
  RELEASING: {
    ...noAnswers,
    ...pastQuote,
    quoteAsked: refuse('SETTLEMENT_REVERSED'),
    settleAsked: refuse('SETTLEMENT_REVERSED'),
    insured: to('REVERSING'),
    settleRefused: replay,
    reverseAsked: replay,
    reversed: replay,
    reverseRefused: replay,
    released: to('REVERSED'),
  },
  REVERSED: {
    ...pastQuote,
    quoteAsked: refuse('SETTLEMENT_REVERSED'),
    settleAsked: refuse('SETTLEMENT_REVERSED'),
    insured: revert,
    settleRefused: replay,
    reverseAsked: replay,
    reversed: to('REVERSED'),
    reverseRefused: note,
    revoked: replay,
    released: replay,
  },
  REFUSED: {
    ...noAnswers,
    ...pastQuote,
    quoteAsked: to('REGISTERING', 'QUOTING'),
    settleAsked: refuse('SETTLEMENT_UNKNOWN'),
    reverseAsked: to('RELEASING', 'REVERSED'),
    released: replay,
  },
  VOID: {
    ...noAnswers,
    quoteAsked: refuse('SETTLEMENT_REVERSED'),
    settleAsked: refuse('SETTLEMENT_REVERSED'),
    reverseAsked: replay,
  },
};
