import type { Instant } from '@meridian/kernel/clock';
import { type CaseNote, type Decision, decided } from '@meridian/kernel/machine';
import {
  type CentreRefused,
  fingerprintOf,
  type Insured,
  type QuoteAsked,
  type Quoted,
  type Reversed,
  type Revoked,
  type SettleAsked,
  type Settlement,
  type SettlementFact,
} from './settlement';
import { quoteCommand, registerCommand, releaseCommand, reverseCommand, settleCommand } from './settlement.commands';
import { insuredAnnouncement, refusedAnnouncement, reversedAnnouncement, revokedAnnouncement } from './settlement.events';
import { SETTLEMENT_MOVES } from './settlement.states';

/** Pure: what a fact makes of a settlement, and which calls and announcements follow. */
export function decideSettlement(settlement: Settlement, fact: SettlementFact, at: Instant): Decision<Settlement> {
  const cell = SETTLEMENT_MOVES[settlement.state][fact.kind];
  if (cell.rule === 'refuse') return decided('refuse', settlement, { code: cell.code });
  if (fact.kind === 'insured' && cell.rule === 'revert') return revertLate(settlement, fact);
  if (fact.kind === 'reverseAsked' && cell.rule === 'note') return decided('note', { ...settlement, reverseAsked: true });
  if (fact.kind === 'reverseRefused' && cell.rule === 'note')
    return decided('note', settlement, { cases: [refusedReversal(settlement, fact)] });
  if (cell.rule !== 'move') return decided(cell.rule, settlement);
  switch (fact.kind) {
    case 'quoteAsked':
      return quoteAsked(settlement, fact);
    case 'registered': {
      const known: Settlement = { ...settlement, visit: fact.visit };
      return settlement.reverseAsked ? release(known) : quote(known);
    }
    case 'quoted':
      return quoted(settlement, fact);
    case 'registerRefused':
    case 'quoteRefused':
      return quoteRefused(settlement, fact, at);
    case 'settleAsked':
      return settle(settlement, fact);
    case 'insured':
      return insured(settlement, fact);
    case 'settleRefused':
      return settleRefused(settlement, fact, at);
    case 'reverseAsked':
      return reverseAsked(settlement, at);
    case 'reversed':
      return reversed(settlement, fact);
    case 'reverseRefused':
      return reverseRefused(settlement, fact, at);
    case 'revoked':
      return revoked(settlement, fact, at);
    case 'released':
      return settlement.reversal ? decided('replay', settlement) : netZero(settlement, at);
  }
}

function quoteAsked(settlement: Settlement, { bill, visit }: QuoteAsked): Decision<Settlement> {
  const asked: Settlement = { ...settlement, bill, visit: visit ?? settlement.visit, refusal: null };
  if (asked.visit) return quote(asked);
  const registering: Settlement = { ...asked, state: 'REGISTERING', registrations: asked.registrations + 1 };
  return decided('move', registering, { commands: [registerCommand(registering)] });
}

/** Each quote uploads its own batch; the batch before it is taken back so that its rows do not stand at the centre. */
function quote(settlement: Settlement): Decision<Settlement> {
  const state: Settlement = { ...settlement, quotes: settlement.quotes + 1, state: 'QUOTING', split: null, fingerprint: null };
  const stale = settlement.quotes > 0 ? [releaseCommand(settlement, `batch${settlement.quotes}`, false)] : [];
  return decided('move', state, { commands: [...stale, quoteCommand(state)] });
}

function quoted(settlement: Settlement, { feeTotals, split }: Quoted): Decision<Settlement> {
  const fingerprint = fingerprintOf(settlement.generation, settlement.quotes, split, settlement.bill?.useAccount ?? false);
  const state: Settlement = { ...settlement, state: 'QUOTED', feeTotals, split, fingerprint };
  return settlement.reverseAsked ? release(state) : decided('move', state);
}

function quoteRefused(settlement: Settlement, { code, reason }: CentreRefused, at: Instant): Decision<Settlement> {
  if (settlement.reverseAsked) return settlement.visit ? release(settlement) : netZero(settlement, at);
  const state: Settlement = { ...settlement, state: 'REFUSED', refusal: { step: 'quote', code, reason } };
  return decided('move', state, { announcements: [refusedAnnouncement(state, at)] });
}

function settle(settlement: Settlement, { fingerprint, messageNo }: SettleAsked): Decision<Settlement> {
  if (fingerprint !== settlement.fingerprint) return decided('refuse', settlement, { code: 'QUOTE_STALE' });
  const messageNos = [...settlement.messageNos, messageNo];
  const state: Settlement = { ...settlement, state: 'SETTLING', settles: settlement.settles + 1, messageNos, refusal: null };
  return decided('move', state, { commands: [settleCommand(state, messageNo)] });
}

function insured(settlement: Settlement, { settled }: Insured): Decision<Settlement> {
  const state: Settlement = { ...settlement, settled, split: settled.split, state: 'SETTLED' };
  const announcements = [insuredAnnouncement(state, settled)];
  if (!settlement.reverseAsked) return decided('move', state, { announcements });
  const undone = reverse(state);
  return decided('move', undone.state, { announcements, commands: undone.commands });
}

/** Executed long after we gave up: it is in the books, so it is announced, and it goes back at once. */
function revertLate(settlement: Settlement, { settled }: Insured): Decision<Settlement> {
  const state: Settlement = { ...settlement, settled, reversals: settlement.reversals + 1 };
  return decided('revert', state, { announcements: [insuredAnnouncement(state, settled)], commands: [reverseCommand(state, settled)] });
}

function settleRefused(settlement: Settlement, { code, reason }: CentreRefused, at: Instant): Decision<Settlement> {
  if (settlement.reverseAsked) return release(settlement);
  const state: Settlement = { ...settlement, state: 'QUOTED', refusal: { step: 'settle', code, reason } };
  return decided('move', state, { announcements: [refusedAnnouncement(state, at)] });
}

function reverseAsked(settlement: Settlement, at: Instant): Decision<Settlement> {
  const asked: Settlement = { ...settlement, reverseAsked: true };
  switch (settlement.state) {
    case 'NEW':
      return decided('move', { ...asked, state: 'VOID', reversal: { at, provisional: false } });
    case 'SETTLED':
      return reverse(asked);
    default:
      return asked.visit && asked.quotes > 0 ? release(asked) : netZero(asked, at);
  }
}

function reverse(settlement: Settlement): Decision<Settlement> {
  if (!settlement.settled) return decided('alarm', settlement);
  const state: Settlement = { ...settlement, reverseAsked: true, state: 'REVERSING', reversals: settlement.reversals + 1 };
  return decided('move', state, { commands: [reverseCommand(state, settlement.settled)] });
}

/** The money is net zero; the rows at the centre are tidied up behind it. */
function reversed(settlement: Settlement, { reversedAt }: Reversed): Decision<Settlement> {
  const { settled } = settlement;
  if (!settled) return decided('alarm', settlement);
  const state: Settlement = { ...settlement, state: 'REVERSED', reversal: { at: reversedAt, provisional: false } };
  return decided('move', state, {
    announcements: [reversedAnnouncement(state, settled, reversedAt)],
    commands: [releaseCommand(state, `after-reversal${state.reversals}`, true)],
  });
}

/** It stands; whether it may go another way is for people. */
function reverseRefused(settlement: Settlement, fact: CentreRefused, at: Instant): Decision<Settlement> {
  const refusal = { step: 'reverse', code: fact.code, reason: fact.reason } as const;
  const state: Settlement = { ...settlement, state: 'SETTLED', reverseAsked: false, refusal };
  return decided('move', state, { announcements: [refusedAnnouncement(state, at)], cases: [refusedReversal(settlement, fact)] });
}

const refusedReversal = (settlement: Settlement, { code, reason }: CentreRefused): CaseNote => ({
  reason: 'reversal-refused',
  evidence: { settlementId: settlement.settled?.settlementId, code, reason },
});

function revoked(settlement: Settlement, { messageNo }: Revoked, at: Instant): Decision<Settlement> {
  const state: Settlement = { ...settlement, state: 'REVERSED', reversal: { at, provisional: true } };
  return decided('move', state, {
    announcements: [revokedAnnouncement(state, messageNo, at)],
    commands: [releaseCommand(state, 'after-revocation', true)],
  });
}

function release(settlement: Settlement): Decision<Settlement> {
  const state: Settlement = { ...settlement, reverseAsked: true, state: 'RELEASING' };
  return decided('move', state, { commands: [releaseCommand(state, 'release', true)] });
}

function netZero(settlement: Settlement, at: Instant): Decision<Settlement> {
  const state: Settlement = { ...settlement, state: 'REVERSED', reversal: { at, provisional: false } };
  return decided('move', state, { announcements: [reversedAnnouncement(state, null, at)] });
}
