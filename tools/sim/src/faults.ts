/** What may go wrong by chance; each has its own rate in each life (profile.ts). */
export const FAULTS = [
  // A message to an outside party.
  'lost',
  'duplicated',
  'late',
  'answerLost',
  'fickle',
  // Between services, and the stream of facts.
  'busLost',
  'busDuplicated',
  'replyLost',
  'replyLate',
  'factLate',
  'factTwice',
  'streamLost',
  // Our processes.
  'crashBefore',
  'crashAfter',
  'pause',
  // The channel.
  'callbackLost',
  'callbackTwice',
  'payAfterClose',
  'chargedOnOpen',
  'openRefused',
  'refundClosed',
  'refundAbnormal',
  'balanceShort',
  // The insurer.
  'settleRefused',
  'reversalRefused',
  'otherSettlement',
  'laneBusy',
  // The HIS.
  'confirmRefused',
  'billChanges',
  // People.
  'impatience',
  'secondOrder',
  'keyReused',
] as const;

export type Fault = (typeof FAULTS)[number];

/** What the faults came to: counted where it happens, so that nobody has to believe that it does. */
export const HAPPENINGS = [
  'a request carried out after its sender gave up',
  'a request carried out after it was refused',
  'an answer lost after the commit',
  'a callback twice',
  'callbacks out of order',
  'a payment while its number was being closed',
  'a payment after the close',
  'a payment that was not the first',
  'a confirm that came after its cancel',
  'a reversal refused',
  'a settlement that cost more than its quote',
  'a settlement not shown yet',
  'a payment not shown yet',
  'a HIS that is down',
  'a death before a commit',
  'a death after a commit',
  'calls of a dead process taken over',
  'calls of a stopped process taken over',
  'a send after the lease, held back',
  'a known key with another request',
  'a person’s undo',
  'found only in the books',
] as const;

export type Happening = (typeof HAPPENINGS)[number];
