import type { Instant } from '@meridian/kernel/clock';
import { type Decision, decided } from '@meridian/kernel/machine';
import { selfPaid } from '@meridian/kernel/split';
import type { Insured, Order, Quoted, SettleAsked } from './order';
import {
  collectCommand,
  confirmCommand,
  consentEndCommand,
  expireCommand,
  lockCommand,
  quoteCommand,
  reverseCommand,
  settleCommand,
} from './order.commands';
import { closing, undo } from './order.undo';

// The way forward of an order, one function a step: drafted, quoted, settled, collected, paid.

export function drafted(order: Order, expiresAt: Instant): Decision<Order> {
  const first = [lockCommand(order, expiresAt + order.windows.payMs), expireCommand(order, expiresAt)];
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

export const quoted = (order: Order, { split, fingerprint }: Quoted): Decision<Order> =>
  decided('move', { ...order, phase: 'QUOTED', split, fingerprint, reason: null });

/** The patient pays all of it himself; what was uploaded at the insurer is taken back. */
export function selfPayChosen(order: Order): Decision<Order> {
  if (order.payMode === 'SELF_PAID') return decided('replay', order);
  return decided('move', quotedSelf({ ...order, legs: { ...order.legs, insurance: 'none' } }), { commands: [reverseCommand(order)] });
}

export function settleAsked(order: Order, fact: SettleAsked, at: Instant): Decision<Order> {
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

export function insured(order: Order, fact: Insured, at: Instant): Decision<Order> {
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
  return decided('move', state, {
    commands: [consentEndCommand(state, consentUntil), expireCommand(state, order.payUntil ?? consentUntil)],
  });
}

/** In PAYING: agreeing to the dearer settlement, or another try after the channel refused. Anything else is the same request again. */
export function payAgain(order: Order, fact: SettleAsked, at: Instant): Decision<Order> {
  const waiting = order.consentUntil !== null || order.legs.cash === 'none';
  if (!waiting) return sameChoice(order, fact) ? decided('replay', order) : decided('refuse', order, { code: 'ORDER_PAYING' });
  if (fact.fingerprint !== order.fingerprint) return decided('refuse', order, { code: 'QUOTE_STALE' });
  if (!fact.choice) return decided('refuse', order, { code: 'CHANNEL_NOT_OFFERED' });
  if (order.payUntil !== null && at >= order.payUntil) return decided('refuse', order, { code: 'ORDER_CLOSING' });
  return collect({ ...order, choice: fact.choice, reason: null });
}

const sameChoice = (order: Order, { choice }: SettleAsked): boolean =>
  choice === null ||
  (choice.channel === order.choice?.channel && choice.product === order.choice.product && choice.payerId === order.choice.payerId);

/** The cash is in, or none was due. Money that came while closing for a reason other than time goes back. */
export function paid(order: Order): Decision<Order> {
  if (order.phase === 'CLOSING' && order.why !== 'expired') return undo(order, order.captured?.paidAt ?? 0);
  const state: Order = { ...order, phase: 'PAID', why: null, consentUntil: null, legs: { ...order.legs, his: 'open' } };
  return decided('move', state, { commands: [confirmCommand(state)] });
}
