import type { Instant } from '@meridian/kernel/clock';
import { commandKey, refundNoOf } from '@meridian/kernel/ids';
import type { Command } from '@meridian/kernel/machine';
import { type Order, UNDO_REFUND } from './order';

const keyOf = (order: Order, verb: string): string => commandKey(order.orderNo, order.generation, verb);

/** The sheets are locked once, with the draft. */
export const lockKeyOf = (order: Order): string => commandKey(order.orderNo, 1, 'lock');

/** Holds the sheets at the HIS. Silent for ten seconds: go on without; the confirm carries the bill's hash. */
export const lockCommand = (order: Order, until: Instant): Command => ({ kind: 'his.lock', key: lockKeyOf(order), payload: { until } });

/** Tombstone of the confirm, and the lock given back. */
export const withdrawCommand = (order: Order): Command => ({
  kind: 'his.withdraw',
  key: keyOf(order, 'withdraw'),
  payload: { generation: order.generation },
});

export const confirmCommand = (order: Order): Command => ({
  kind: 'his.confirm',
  key: keyOf(order, 'confirm'),
  payload: { generation: order.generation },
});

export const quoteCommand = (order: Order): Command => ({
  kind: 'insurance.quote',
  key: keyOf(order, `quote.${order.quotes}`),
  payload: { generation: order.generation },
});

export const settleCommand = (order: Order, factId: string): Command => ({
  kind: 'insurance.settle',
  key: keyOf(order, `settle.${factId}`),
  payload: { generation: order.generation, fingerprint: order.fingerprint, payUntil: order.payUntil },
});

/** Net zero at the insurer for this generation. One key for life: asking again is safe. */
export const reverseCommand = (order: Order): Command => ({
  kind: 'insurance.reverse',
  key: keyOf(order, 'reverse'),
  payload: { generation: order.generation },
});

export const collectCommand = (order: Order): Command => ({
  kind: 'payment.collect',
  key: keyOf(order, `collect.${order.collects}`),
  payload: { generation: order.generation, amountFen: order.split?.cashFen, payUntil: order.payUntil, ...order.choice },
});

export const closeCommand = (order: Order): Command => ({
  kind: 'payment.close',
  key: keyOf(order, 'close'),
  payload: { generation: order.generation },
});

/** The cash of an undone order goes back without asking anybody. */
export const undoRefundCommand = (order: Order): Command => ({
  kind: 'payment.refund',
  key: keyOf(order, 'undo-refund'),
  payload: {
    generation: order.generation,
    refundNo: refundNoOf(order.orderNo, UNDO_REFUND),
    amountFen: order.captured?.amountFen,
    reason: order.why ?? 'undone',
  },
});

export const TIMER = 'timer.expire';

export const expireCommand = (order: Order, at: Instant): Command => ({
  kind: TIMER,
  key: `${order.orderNo}.${order.generation}.expire.${at}`,
  payload: { fact: 'expired' },
  notBefore: at,
});

/** Of the keys of timers: an order has one live window, the patient's last chance to pay or to agree to a quote. */
export const isExpiry = (key: string): boolean => key.includes('.expire.');

export const consentEndCommand = (order: Order, at: Instant): Command => ({
  kind: TIMER,
  key: `${order.orderNo}.${order.generation}.consent.${at}`,
  payload: { fact: 'consentEnded' },
  notBefore: at,
});
