import type { Bug } from './bug';

type More = Pick<Bug, 'found' | 'needs' | 'books'>;
const twist = (name: string, says: string, more: More = {}): Bug => ({ name, says, twist: name, ...more });
const found = true;

/** Bugs of drivers, of the engine and of services: one rule of each is twisted where it stands. */
export const TWISTS: readonly Bug[] = [
  // Channel
  twist('new-trade-number', 'an order call without an answer is repeated under another number'),
  twist('unpaid-is-dead', 'NOTPAY is taken for failed'),
  twist('absent-is-dead', 'a number the channel does not know yet is taken for dead'),
  twist('rejected-is-dead', 'a rejected number that the channel does not know is dead at once, though a copy of the call is under way', {
    found,
  }),
  twist('refused-open-is-dead', 'while closing, a refused order call is dead, even when it is refused because it is paid', {
    found,
    needs: { rates: { late: 0.6, lost: 0, duplicated: 0.8, chargedOnOpen: 1, impatience: 1 }, slowMs: 2500 },
  }),
  twist('silent-close-is-dead', 'a close without an answer is taken for closed'),
  twist('new-refund-number', 'a refund without an answer is repeated under another number'),
  twist('absent-refund-failed', 'a refund the channel does not know yet has failed'),
  twist('silent-refund-is-done', 'a refund without an answer counts as done'),
  twist('accepted-refund-is-done', 'a refund is done when the channel takes it in'),
  twist('no-collection-tombstone', 'closing a collection before it was opened leaves nothing behind', {
    needs: { rates: { busLost: 0.5, impatience: 1 } },
  }),
  twist('callback-of-a-non-owner-dropped', 'a callback taken by a process that does not own the call is acknowledged and dropped'),
  twist('acknowledged-before-the-commit', 'a callback is acknowledged before it is written', { needs: { rates: { crashBefore: 0.05 } } }),
  twist('silent-payment-is-dead', 'payment’s silence about a close is taken for closed'),
  // Insurer
  twist('blind-resettle', 'a 2207 without an answer is sent again under another message id'),
  twist('settle-again-same-message', 'a 2207 is revoked and sent anew under the same message id'),
  twist('not-found-is-refused', '5203 without a row is taken for refused'),
  twist('no-patience', '2601 goes out at the first 5203 without a row'),
  twist('patience-from-the-intent', 'the centre’s longest time is counted from the intent, not from the send', {
    found,
    needs: { rates: { laneBusy: 1, late: 0.6, lost: 0, duplicated: 0 }, centreTombstone: false },
  }),
  twist('only-the-last-message', 'the batch is settled by a refused message of before, and only the last one is asked about', {
    found,
    needs: { rates: { fickle: 0.6, impatience: 1 } },
    books: false,
  }),
  twist('settled-batch-released', 'taking a batch back that is settled counts as taken back', {
    found,
    needs: { rates: { fickle: 0.8 } },
    books: false,
  }),
  twist('silent-reversal-is-done', 'a 2208 without an answer counts as done'),
  twist('reversal-revoked', 'a 2208 without an answer is revoked: the settlement stands again'),
  // HIS
  twist('his-confirm-without-query', 'a confirm without an answer is sent again without asking'),
  twist('his-silent-is-no', 'a silent confirm is taken for refused'),
  twist('his-absent-is-no', 'a confirm the HIS does not know yet is taken for refused'),
  twist('no-hash-in-the-confirm', 'the confirm does not say which bill was paid', { needs: { rates: { billChanges: 1 } } }),
  twist('no-his-tombstone', 'where the HIS has no confirm nothing is cancelled, so a late one is taken'),
  // Engine and services
  twist('blind-recovery', 'a call met again after a crash is sent, not asked about'),
  twist('intent-after-the-send', 'calls are kept in memory until they are answered'),
  twist('outbox-outside-the-commit', 'announcements are written after the commit'),
  twist('timers-in-memory', 'timers die with their process'),
  twist('takeover-fires-timers', 'who takes over calls runs timers before their time', {
    found,
    needs: { rates: { crashBefore: 0.03, crashAfter: 0.06 } },
  }),
  twist('no-send-window', 'a process that was stopped past its lease still sends'),
  twist(
    'window-of-the-first-message',
    'the send window of a conversation is that of its first message: a slow centre never hears the last',
    { found },
  ),
  twist('keys-forgotten', 'a repeated request is a new one', { needs: { rates: { busDuplicated: 0.5, impatience: 1 } } }),
  twist('keys-not-compared', 'another request under a known key is answered like the first'),
  twist('unfenced', 'a process that lost a call still puts off its next question'),
  twist('no-bounds', 'a call may stay silent for ever without a person knowing', { needs: { rates: { lost: 0.2 }, hisDownMs: 3_000_000 } }),
  twist('no-claims', 'two orders may be made for one bill'),
  twist('a-second-refund', 'an order may have two refunds'),
  twist('reversal-of-any-generation', 'a refund takes the reversal of an earlier generation for its own', {
    found,
    needs: { rates: { lost: 0.2, streamLost: 1, duplicated: 0, fickle: 0 }, slowMs: 2500 },
  }),
  twist('no-lanes', 'two insurer calls of one person run at once'),
];
