import type { Instant } from '@meridian/kernel/clock';
import type { Decision } from '@meridian/kernel/machine';
import type { Order, OrderFact } from './order';
import { isExpiry, TIMER } from './order.commands';

type Decide = (order: Order, fact: OrderFact, at: Instant) => Decision<Order>;

/**
 * The order knows its open timers, so that those which could only fire for nothing are taken back with the step that makes them so: all of
 * them at its end, and an earlier expiry when there is a new one. A timer that has fired is its own fact. One that is asked for again under
 * its key is the one already open: it stays.
 */
export const keepingTimers =
  (decide: Decide): Decide =>
  (order, fact, at) => {
    const decision = decide(order, fact, at);
    if (decision.rule === 'replay' || decision.rule === 'refuse') return decision;
    const { state, commands } = decision;
    const asked = commands.filter(({ kind }) => kind === TIMER).map(({ key }) => key);
    // An order of before it knew its timers has no list: those it had then fire as they did.
    const before = (order.timers ?? []).filter((key) => key !== fact.id && !asked.includes(key));
    const ended = state.phase === 'CONFIRMED' || state.phase === 'CANCELLED';
    const isOver = (key: string): boolean => ended || (isExpiry(key) && asked.some(isExpiry));
    return {
      ...decision,
      state: { ...state, timers: [...before.filter((key) => !isOver(key)), ...asked] },
      overtaken: [...decision.overtaken, ...before.filter(isOver)],
    };
  };
