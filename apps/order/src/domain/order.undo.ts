import type { Instant } from '@meridian/kernel/clock';
import { type Command, type Decision, decided } from '@meridian/kernel/machine';
import type { Leg, Moved, Order, OrderFact, Refusing, Reversed, Why } from './order';
import { closeCommand, lockKeyOf, reverseCommand, undoRefundCommand, withdrawCommand } from './order.commands';
import { cancelledAnnouncement } from './order.events';

const moneyBack = (order: Order): Command[] => [
  ...(order.legs.cash === 'done' ? [undoRefundCommand(order)] : []),
  ...(order.legs.insurance === 'done' || order.legs.insurance === 'open' ? [reverseCommand(order)] : []),
];

/** The channel must be definitively dead before the insurer is reversed. */
export function closing(order: Order, why: Why): Decision<Order> {
  const state: Order = { ...order, phase: 'CLOSING', why, consentUntil: null };
  return decided('move', state, { commands: [closeCommand(state)] });
}

/**
 * Everything back, from a point where no way forward is left. Before a confirm can have happened all legs go at once; after it the HIS's
 * tombstone comes first and only its acceptance moves money.
 */
export function undo(order: Order, at: Instant): Decision<Order> {
  const state: Order = { ...order, phase: 'UNDOING', consentUntil: null };
  const commands = [withdrawCommand(state), ...(order.hisFirst ? [] : moneyBack(state))];
  return settled(decided('move', state, { commands, overtaken: [lockKeyOf(order)] }), at);
}

/**
 * Nothing has been settled: the quote's rows and the lock are given back, and the order ends at once. A lock that the HIS has not answered
 * is not asked for again: it would hold the sheets for an order that is over.
 */
export function goBack(order: Order, why: Why, at: Instant): Decision<Order> {
  const state: Order = { ...order, phase: 'CANCELLED', why };
  const rows = order.payMode === 'INSURED' ? [reverseCommand(state)] : [];
  return decided('move', state, {
    commands: [withdrawCommand(state), ...rows],
    announcements: [cancelledAnnouncement(state, at)],
    overtaken: [lockKeyOf(order)],
  });
}

/** One leg is back. */
export function undone(order: Order, fact: Moved | Reversed | Refusing, at: Instant): Decision<Order> {
  const tick = (change: Partial<Order['legs']>, commands: Command[] = []): Decision<Order> =>
    settled(decided('move', { ...order, phase: 'UNDOING', legs: { ...order.legs, ...change } }, { commands }), at);
  switch (fact.kind) {
    case 'refunded':
      return order.phase === 'PAID' ? strayRefund(order, at) : tick({ cash: 'undone' });
    case 'reversed':
      return tick({ insurance: 'undone' });
    case 'hisCancelled':
      return tick({ his: 'undone' }, order.hisFirst ? moneyBack(order) : []);
    case 'hisCancelNo':
      return decided(
        'move',
        { ...order, reason: fact.code },
        { cases: [{ reason: 'his-cancel-refused', evidence: { code: fact.code, reason: fact.reason } }] },
      );
    default:
      return decided('alarm', order);
  }
}

/** A refund that this order never asked for: the rest goes back too, and a person looks at it. */
function strayRefund(order: Order, at: Instant): Decision<Order> {
  const back = undo({ ...order, why: 'person', hisFirst: true, legs: { ...order.legs, cash: 'undone' } }, at);
  return { ...back, cases: [{ reason: 'refund-not-asked', evidence: { outTradeNo: order.captured?.outTradeNo } }] };
}

const atRest = (leg: Leg): boolean => leg === 'none' || leg === 'undone';

/** UNDOING ends when the HIS has its tombstone and no money is left anywhere. */
function settled(decision: Decision<Order>, at: Instant): Decision<Order> {
  const { his, insurance, cash } = decision.state.legs;
  if (his !== 'undone' || !atRest(insurance) || !atRest(cash)) return decision;
  const state: Order = { ...decision.state, phase: 'CANCELLED' };
  return { ...decision, state, announcements: [...decision.announcements, cancelledAnnouncement(state, at)] };
}

/** Facts at the wrong time: remembered (note), or money and bookings where none may be (V). */
export function wrongTime(order: Order, fact: OrderFact, at: Instant, rule: 'note' | 'revert'): Decision<Order> {
  switch (fact.kind) {
    case 'cancelAsked':
      return decided('note', { ...order, notes: { giveUp: 'cancelled' } });
    case 'expired':
      // A timer of an earlier window: the patient has got a later one since.
      if (order.payUntil !== null && at < order.payUntil) return decided('replay', order);
      return decided('note', { ...order, notes: { giveUp: order.notes.giveUp ?? 'expired' } });
    case 'personUndo':
      return decided('note', order.phase === 'INSURING' ? { ...order, notes: { giveUp: 'person' } } : order);
    case 'lockNo':
      return decided('note', { ...order, notes: { giveUp: order.notes.giveUp ?? 'bill-changed' } });
    case 'insured':
      // Insurance takes late settlements back itself; the command is its key, asked once more.
      return decided('revert', order, { commands: [reverseCommand(order)] });
    case 'confirmed':
      return decided('revert', order, {
        commands: [withdrawCommand(order)],
        cases: [{ reason: 'confirmed-after-end', evidence: { hisReceiptNo: fact.hisReceiptNo } }],
      });
    case 'reverseNo':
    case 'refundNo':
      return decided(
        'note',
        { ...order, reason: fact.code },
        {
          cases: [
            {
              reason: fact.kind === 'reverseNo' ? 'reversal-refused' : 'refund-failed',
              evidence: { code: fact.code, reason: fact.reason },
            },
          ],
        },
      );
    case 'reversed':
      return order.phase === 'CLOSING' ? reversedElsewhere(order) : decided('note', order);
    default:
      return decided(rule, order);
  }
}

/** Somebody else took the settlement back while the channel was being closed: whatever is paid now, there is no way forward. */
const reversedElsewhere = (order: Order): Decision<Order> =>
  decided(
    'note',
    { ...order, why: 'reversed-elsewhere', legs: { ...order.legs, insurance: 'undone' } },
    { cases: [{ reason: 'settlement-reversed-elsewhere', evidence: { settlementId: order.settlementId } }] },
  );
