import { alarm, type Moves, refuse, replay, revert, to } from '@meridian/kernel/machine';

export const STATES = ['NEW', 'OPENING', 'OPEN', 'REJECTED', 'CLOSING', 'CAPTURED', 'CLOSED'] as const;
export type CollectionState = (typeof STATES)[number];

export const FACTS = [
  'openAsked',
  'opened',
  'openRejected',
  'paid',
  'dead',
  'windowEnded',
  'closeAsked',
  'refundAsked',
  'refundProcessing',
  'refundSucceeded',
  'refundClosed',
  'refundFailed',
] as const;
export type CollectionFactKind = (typeof FACTS)[number];

const noRefunds = { refundProcessing: alarm, refundSucceeded: alarm, refundClosed: alarm, refundFailed: alarm };
/** Money that nobody may use (late, second, of another amount) goes back in whatever state the collection is. */
const refundsIn = <S extends CollectionState>(state: S) => ({
  refundProcessing: to<CollectionState>(state),
  refundSucceeded: to<CollectionState>(state),
  refundClosed: to<CollectionState>(state),
  refundFailed: to<CollectionState>(state),
});
const unpaid = refuse('COLLECTION_UNKNOWN');

/**
 * The collection: cash of one order generation. `paid` wins in every living state, since a rejected or closing order call may still
 * have been taken; in a dead one it is late money and goes back. A refund may touch a closed collection only for such surplus.
 */
export const COLLECTION_MOVES: Moves<CollectionState, CollectionFactKind> = {
  NEW: {
    openAsked: to('OPENING'),
    opened: alarm,
    openRejected: alarm,
    paid: alarm,
    dead: alarm,
    windowEnded: alarm,
    closeAsked: to('CLOSED'),
    refundAsked: unpaid,
    ...noRefunds,
  },
  OPENING: {
    openAsked: replay,
    opened: to('OPEN'),
    openRejected: to('REJECTED'),
    paid: to('CAPTURED'),
    dead: to('OPENING', 'CLOSED'),
    windowEnded: to('CLOSING', 'CLOSED'),
    closeAsked: to('CLOSING', 'CLOSED'),
    refundAsked: unpaid,
    ...refundsIn('OPENING'),
  },
  OPEN: {
    openAsked: replay,
    opened: replay,
    openRejected: alarm,
    paid: to('CAPTURED'),
    dead: to('OPEN', 'CLOSED'),
    windowEnded: to('CLOSING', 'CLOSED'),
    closeAsked: to('CLOSING', 'CLOSED'),
    refundAsked: unpaid,
    ...refundsIn('OPEN'),
  },
  REJECTED: {
    openAsked: to('OPENING'),
    opened: to('OPEN'),
    openRejected: replay,
    paid: to('CAPTURED'),
    dead: replay,
    windowEnded: replay,
    closeAsked: to('CLOSING', 'CLOSED'),
    refundAsked: unpaid,
    ...refundsIn('REJECTED'),
  },
  CLOSING: {
    openAsked: refuse('COLLECTION_CLOSED'),
    opened: to('CLOSING'),
    openRejected: to('CLOSING'),
    paid: to('CAPTURED', 'CLOSED'),
    dead: to('CLOSING', 'CLOSED'),
    windowEnded: replay,
    closeAsked: replay,
    refundAsked: unpaid,
    ...refundsIn('CLOSING'),
  },
  CAPTURED: {
    openAsked: replay,
    opened: replay,
    openRejected: replay,
    paid: revert,
    dead: replay,
    windowEnded: replay,
    closeAsked: replay,
    refundAsked: to('CAPTURED'),
    ...refundsIn('CAPTURED'),
  },
  CLOSED: {
    openAsked: refuse('COLLECTION_CLOSED'),
    opened: replay,
    openRejected: replay,
    paid: revert,
    dead: replay,
    windowEnded: replay,
    closeAsked: replay,
    refundAsked: unpaid,
    ...refundsIn('CLOSED'),
  },
};
