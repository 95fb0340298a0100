import type { Instant } from '@meridian/kernel/clock';
import { type Decision, decided } from '@meridian/kernel/machine';
import { selfPaid } from '@meridian/kernel/split';
import type { Insured, Order, OrderFact, Quoted, SettleAsked, Why } from './order';
import {
  closeCommand,
  collectCommand,
  confirmCommand,
  consentEndCommand,
  expireCommand,
  lockCommand,
  quoteCommand,
  reverseCommand,
  settleCommand,

} from './order.commands';
import { confirmedAnnouncement } from './order.events';
import { ORDER_MOVES, type OrderFactKind } from './order.states';
import { goBack, undo, undone, wrongTime } from './order.undo';

/** An `insured` that asks for more cash than the patient agreed to is another fact of the table. */
const kindOf = (order: Order, fact: OrderFact): OrderFactKind =>
  fact.kind === 'insured' && order.split && fact.split.cashFen > order.split.cashFen ? 'insuredDiffers' : fact.kind;

/** Pure: what a fact makes of an order, and which calls and announcements follow. */
export function decideOrder(order: Order, fact: OrderFact, at: Instant): Decision<Order> {
  const kind = kindOf(order, fact);
  const cell = ORDER_MOVES[order.phase][kind];
  if (cell.rule === 'refuse') return decided('refuse', order, { code: cell.code });
  // Facts of a generation that was given up are not this order's any more.
  if ('generation' in fact && fact.generation < order.generation) return decided('replay', order);
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
      const state: Order = { ...order, phase: 'CONFIRMED', confirmation: { hisReceiptNo, confirmedAt }, legs: { ...order.legs, his: 'done' }, reason: null };
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
      return undo({ ...order, why: 'his-refused', reason: fact.code }, at);
    case 'refunded':
    case 'hisCancelled':
    case 'hisCancelNo':
      return undone(order, fact, at);
    default:
      return decided('alarm', order);
  }
}

function drafted(order: Order, expiresAt: Instant): Decision<Order> {
  const first = [lockCommand(order, expiresAt), expireCommand(order, expiresAt)];
  if (order.payMode === 'SELF_PAID') return decided('move', quotedSelf(order), { commands: first });
  const asked: Order = { ...order, quotes: 1 };
  return decided('move', asked, { commands: [...first, quoteCommand(asked)] });
}

const quotedSelf = (order: Order): Order => ({
  ...order,
  phase: 'QUOTED',
  payMode: 'SELF_PAID',
  split: selfPaid(order.bill.totalFen),
  fingerprint: `${order.generation}.self.${order.bill.totalFen}`,
  reason: null,
});

const quoted = (order: Order, { split, fingerprint }: Quoted): Decision<Order> =>
  decided('move', { ...order, phase: 'QUOTED', split, fingerprint, reason: null });

/** The patient pays all of it himself; what was uploaded at the insurer is taken back. */
function selfPayChosen(order: Order): Decision<Order> {
  if (order.payMode === 'SELF_PAID') return decided('replay', order);
  return decided('move', quotedSelf({ ...order, legs: { ...order.legs, insurance: 'none' } }), { commands: [reverseCommand(order)] });
}

function settleAsked(order: Order, fact: SettleAsked, at: Instant): Decision<Order> {
  if (!order.split || order.fingerprint === null) return decided('refuse', order, { code: 'ORDER_NOT_QUOTED' });
  if (fact.fingerprint !== order.fingerprint) return decided('refuse', order, { code: 'QUOTE_STALE' });
  if (order.split.cashFen > 0 && !fact.choice) return decided('refuse', order, { code: 'CHANNEL_NOT_OFFERED' });
  const payUntil = at + order.windows.payMs;
  const asked: Order = { ...order, choice: fact.choice, settleAskedAt: at, payUntil, reason: null };
  if (order.payMode === 'SELF_PAID') return collect(asked);
  const state: Order = { ...asked, phase: 'INSURING', legs: { ...order.legs, insurance: 'open' } };
  return decided('move', state, { commands: [settleCommand(state, fact.id), expireCommand(state, payUntil)] });
}

/** Opens the collection; the window to pay ends with it. */
function collect(order: Order): Decision<Order> {
  const state: Order = {
    ...order,
    phase: 'PAYING',
    collects: order.collects + 1,
    opened: null,
    consentUntil: null,
    legs: { ...order.legs, cash: 'open' },
  };
  const ends = order.payUntil ?? 0;
  return decided('move', state, { commands: [collectCommand(state), expireCommand(state, ends)] });
}

function insured(order: Order, fact: Insured, at: Instant): Decision<Order> {
  const more = order.split !== null && fact.split.cashFen > order.split.cashFen;
  const known: Order = {
    ...order,
    split: fact.split,
    fingerprint: fact.fingerprint,
    settlementId: fact.settlementId,
    legs: { ...order.legs, insurance: 'done' },
  };
  if (order.notes.giveUp) return closing(known, order.notes.giveUp);
  if (fact.split.cashFen === 0) return paid(known);
  if (!more) return collect(known);
  const consentUntil = at + order.windows.consentMs;
  const state: Order = { ...known, phase: 'PAYING', consentUntil, reason: 'INSURED_DIFFERS' };
  return decided('move', state, { commands: [consentEndCommand(state, consentUntil), expireCommand(state, order.payUntil ?? consentUntil)] });
}

/** In PAYING: agreeing to the dearer settlement, or another try after the channel refused. Anything else is the same request again. */
function payAgain(order: Order, fact: SettleAsked, at: Instant): Decision<Order> {
  const waiting = order.consentUntil !== null || order.legs.cash === 'none';
  if (!waiting) return sameChoice(order, fact) ? decided('replay', order) : decided('refuse', order, { code: 'ORDER_PAYING' });
  if (fact.fingerprint !== order.fingerprint) return decided('refuse', order, { code: 'QUOTE_STALE' });
  if (!fact.choice) return decided('refuse', order, { code: 'CHANNEL_NOT_OFFERED' });
  if (order.payUntil !== null && at >= order.payUntil) return decided('refuse', order, { code: 'ORDER_CLOSING' });
  return collect({ ...order, choice: fact.choice, reason: null });
}

const sameChoice = (order: Order, { choice }: SettleAsked): boolean =>
  choice === null || (choice.channel === order.choice?.channel && choice.product === order.choice.product && choice.payerId === order.choice.payerId);

/** The cash is in, or none was due. Money that came while closing for a reason other than time goes back. */
function paid(order: Order): Decision<Order> {
  if (order.phase === 'CLOSING' && order.why !== 'expired') return undo(order, order.captured?.paidAt ?? 0);
  const state: Order = { ...order, phase: 'PAID', why: null, consentUntil: null, legs: { ...order.legs, his: 'open' } };
  return decided('move', state, { commands: [confirmCommand(state)] });
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

/** The channel must be definitively dead before the insurer is reversed. */
function closing(order: Order, why: Why): Decision<Order> {
  const state: Order = { ...order, phase: 'CLOSING', why, consentUntil: null };
  return decided('move', state, { commands: [closeCommand(state)] });
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

