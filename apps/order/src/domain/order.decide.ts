// size: one switch over the facts of an order, a line or two each
import type { Instant } from '@meridian/kernel/clock';
import { type Decision, decided } from '@meridian/kernel/machine';
import { isAnother, type Order, type OrderFact, type Why } from './order';
import { quoteCommand } from './order.commands';
import { confirmedAnnouncement } from './order.events';
import { drafted, insured, paid, payAgain, quoted, selfPayChosen, settleAsked } from './order.forward';
import { ORDER_MOVES, type OrderFactKind } from './order.states';
import { closing, goBack, undo, undone, wrongTime } from './order.undo';
import { keepingTimers } from './order-timers';

/** An `insured` that asks for more cash than the patient agreed to is another fact of the table. */
const kindOf = (order: Order, fact: OrderFact): OrderFactKind =>
  fact.kind === 'insured' && order.split && fact.split.cashFen > order.split.cashFen ? 'insuredDiffers' : fact.kind;

/** Pure: what a fact makes of an order, and which calls and announcements follow. */
export const decideOrder = keepingTimers(decide);

function decide(order: Order, fact: OrderFact, at: Instant): Decision<Order> {
  const kind = kindOf(order, fact);
  const cell = ORDER_MOVES[order.phase][kind];
  if (cell.rule === 'refuse') return decided('refuse', order, { code: cell.code });
  // Facts of a generation that was given up are not this order's any more.
  if ('generation' in fact && fact.generation < order.generation) return decided('replay', order);
  // The patient has left the quote behind: its answer, which was under way, is about nothing any more.
  if (order.payMode === 'SELF_PAID' && (fact.kind === 'quoted' || fact.kind === 'quoteNo')) return decided('replay', order);
  // What was taken back at the insurer before anything was settled there moves nothing.
  if (fact.kind === 'reversed' && order.legs.insurance === 'none') return decided('replay', order);
  // A late second settlement of the generation was taken back: the order's own is another.
  if (fact.kind === 'reversed' && isAnother(order.settlementId, fact)) return decided('replay', order);
  if (cell.rule === 'revert' || cell.rule === 'note') return wrongTime(order, fact, at, cell.rule);
  if (cell.rule !== 'move') return decided(cell.rule, order);
  switch (fact.kind) {
    case 'drafted':
      return drafted(order, fact.expiresAt);
    case 'quoted':
      return quoted(order, fact);
    case 'quoteNo':
      return decided('move', { ...order, phase: 'DRAFT', split: null, fingerprint: null, reason: fact.code });
    case 'selfPayChosen':
      return selfPayChosen(order);
    case 'settleAsked':
      return order.phase === 'PAYING' ? payAgain(order, fact, at) : settleAsked(order, fact, at);
    case 'insured':
      return insured(order, fact, at);
    case 'insNo':
      return order.notes.giveUp ? goBack(order, order.notes.giveUp, at) : decided('move', backToQuoted(order, fact.code));
    case 'opened':
      return decided('move', { ...order, opened: fact.opened });
    case 'openNo':
      return decided('move', { ...order, legs: { ...order.legs, cash: 'none' }, opened: null, reason: fact.code });
    case 'paid':
      return paid({ ...order, captured: fact.captured, legs: { ...order.legs, cash: 'done' } });
    case 'confirmed': {
      const { hisReceiptNo, confirmedAt } = fact;
      const state: Order = {
        ...order,
        phase: 'CONFIRMED',
        confirmation: { hisReceiptNo, confirmedAt },
        legs: { ...order.legs, his: 'done' },
        reason: null,
      };
      return decided('move', state, { announcements: [confirmedAnnouncement(order, fact)] });
    }
    case 'lockOk':
      return decided('move', { ...order, held: fact.held });
    case 'lockNo':
      return order.phase === 'PAYING' ? closing(order, 'bill-changed') : goBack({ ...order, reason: fact.code }, 'bill-changed', at);
    case 'cancelAsked':
    case 'expired':
    case 'personUndo':
    case 'consentEnded':
      return giveUp(order, fact.kind, at);
    case 'reversed':
      return reversed(order, at);
    case 'dead':
      return undo({ ...order, legs: { ...order.legs, cash: 'none' }, why: order.why ?? 'unpaid' }, at);
    case 'hisNo':
      // A refusal is not the last word of the HIS: another copy of the confirm may still be taken, so its tombstone comes first.
      return undo({ ...order, why: 'his-refused', reason: fact.code, hisFirst: true }, at);
    case 'refunded':
    case 'hisCancelled':
    case 'hisCancelNo':
      return undone(order, fact, at);
    default:
      return decided('alarm', order);
  }
}

const backToQuoted = (order: Order, code: string): Order => ({
  ...order,
  phase: 'QUOTED',
  reason: code,
  legs: { ...order.legs, insurance: 'none' },
});

const WHY: Readonly<Record<'cancelAsked' | 'expired' | 'personUndo' | 'consentEnded', Why>> = {
  cancelAsked: 'cancelled',
  expired: 'expired',
  personUndo: 'person',
  consentEnded: 'consent-missing',
};

function giveUp(order: Order, kind: keyof typeof WHY, at: Instant): Decision<Order> {
  if (kind === 'consentEnded' && order.consentUntil === null) return decided('replay', order);
  // A timer set for an earlier window: the patient has got a later one since.
  if (kind === 'expired' && order.payUntil !== null && at < order.payUntil) return decided('replay', order);
  if (order.phase === 'PAYING') return closing(order, WHY[kind]);
  if (order.phase === 'PAID') return undo({ ...order, why: 'person', hisFirst: true }, at);
  return goBack(order, WHY[kind], at);
}

/** The generation came to nothing at the insurer, or somebody else took it back. */
function reversed(order: Order, at: Instant): Decision<Order> {
  switch (order.phase) {
    case 'INSURING': {
      if (order.notes.giveUp) return goBack({ ...order, legs: { ...order.legs, insurance: 'undone' } }, order.notes.giveUp, at);
      const next: Order = {
        ...backToQuoted(order, 'INSURANCE_SILENT'),
        generation: order.generation + 1,
        quotes: 1,
        split: null,
        fingerprint: null,
      };
      return decided('move', next, { commands: [quoteCommand(next)] });
    }
    case 'PAYING': {
      const closed = closing({ ...order, legs: { ...order.legs, insurance: 'undone' } }, 'reversed-elsewhere');
      return { ...closed, cases: [{ reason: 'settlement-reversed-elsewhere', evidence: { settlementId: order.settlementId } }] };
    }
    case 'PAID': {
      const back = undo({ ...order, why: 'reversed-elsewhere', hisFirst: true, legs: { ...order.legs, insurance: 'undone' } }, at);
      return { ...back, cases: [{ reason: 'settlement-reversed-elsewhere', evidence: { settlementId: order.settlementId } }] };
    }
    default:
      return undone(order, { kind: 'reversed', id: '', generation: order.generation }, at);
  }
}
