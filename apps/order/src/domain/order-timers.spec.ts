import { type Command, type Decision, decided, type Rule } from '@meridian/kernel/machine';
import type { Order, OrderFact } from './order';
import { consentEndCommand, expireCommand } from './order.commands';
import type { OrderPhase } from './order.states';
import { keepingTimers } from './order-timers';

const order = (phase: OrderPhase, timers: readonly string[] = []): Order =>
  ({ orderNo: '012611220000000001', generation: 1, phase, timers }) as unknown as Order;

const expire = (at: number): Command => expireCommand(order('DRAFT'), at);
const consentEnd = (at: number): Command => consentEndCommand(order('DRAFT'), at);
const keys = (...commands: readonly Command[]): string[] => commands.map(({ key }) => key);
const told = (id = 'something'): OrderFact => ({ kind: 'expired', id });

interface Then {
  readonly phase?: OrderPhase;
  readonly commands?: readonly Command[];
  readonly overtaken?: readonly string[];
  readonly rule?: Rule;
}

/** What the wrapper makes of a decision. */
const after = (before: Order, { phase = before.phase, rule = 'move', ...rest }: Then, fact = told()): Decision<Order> =>
  keepingTimers((state) => decided(rule, { ...state, phase }, rest))(before, fact, 0);

const seen = ({ state, overtaken }: Decision<Order>) => ({ timers: state.timers, overtaken });

describe('the timers of an order', () => {
  it('are remembered as they are set; other calls are not', () => {
    const lock: Command = { kind: 'his.lock', key: 'lock', payload: {} };
    expect(seen(after(order('DRAFT'), { commands: [lock, expire(1)] }))).toEqual({ timers: keys(expire(1)), overtaken: [] });
  });

  it.each(['CONFIRMED', 'CANCELLED'] as const)('are all taken back when it is %s, beside whatever else is overtaken', (phase) => {
    const ended = after(order('PAYING', keys(expire(1), consentEnd(1))), { phase, overtaken: ['lock'] });
    expect(seen(ended)).toEqual({ timers: [], overtaken: ['lock', ...keys(expire(1), consentEnd(1))] });
  });

  it('end with a new window, but the one to agree in does not', () => {
    const anew = after(order('QUOTED', keys(expire(1), consentEnd(1))), { commands: [expire(2)] });
    expect(seen(anew)).toEqual({ timers: keys(consentEnd(1), expire(2)), overtaken: keys(expire(1)) });
  });

  it('stay when only the time to agree is set', () => {
    const more = after(order('INSURING', keys(expire(1))), { commands: [consentEnd(1)] });
    expect(seen(more)).toEqual({ timers: keys(expire(1), consentEnd(1)), overtaken: [] });
  });

  it('stay when they are set again under their key: the call is open already, and is not opened twice', () => {
    const again = after(order('INSURING', keys(expire(1))), { phase: 'PAYING', commands: [expire(1)] });
    expect(seen(again)).toEqual({ timers: keys(expire(1)), overtaken: [] });
  });

  it('leave the list when they fire; the call is answered by its own fact, and overtaken by none', () => {
    const noted = after(order('INSURING', keys(expire(1))), { rule: 'note' }, told(expire(1).key));
    expect(seen(noted)).toEqual({ timers: [], overtaken: [] });
    const ended = after(order('DRAFT', keys(expire(1), expire(2))), { phase: 'CANCELLED' }, told(expire(1).key));
    expect(seen(ended)).toEqual({ timers: [], overtaken: keys(expire(2)) });
  });

  it('are as they were where nothing is written', () => {
    const before = order('PAID', keys(expire(1)));
    for (const rule of ['replay', 'refuse'] as const) {
      const decision = decided(rule, before);
      expect(keepingTimers(() => decision)(before, told(expire(1).key), 0)).toBe(decision);
    }
  });

  it('of an order stored before it knew them are none', () => {
    const { timers: _timers, ...stored } = order('PAID');
    expect(seen(after(stored as Order, { phase: 'CONFIRMED' }))).toEqual({ timers: [], overtaken: [] });
    expect(seen(after(stored as Order, { commands: [expire(2)] }))).toEqual({ timers: keys(expire(2)), overtaken: [] });
  });
});
