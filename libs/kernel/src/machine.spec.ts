import fc from 'fast-check';
import { alarm, decided, diagramOf, gridOf, type Moves, note, refuse, replay, revert, to, unreachable } from './machine';

type State = 'DRAFT' | 'PAYING' | 'PAID' | 'CLOSED';
type Kind = 'asked' | 'paid' | 'cancelled';

const MOVES: Moves<State, Kind> = {
  DRAFT: { asked: to('PAYING'), paid: alarm, cancelled: to('CLOSED') },
  PAYING: { asked: replay, paid: to('PAID'), cancelled: note },
  PAID: { asked: refuse('ORDER_PAID'), paid: revert, cancelled: to('PAID', 'CLOSED') },
  CLOSED: { asked: refuse('ORDER_ENDED'), paid: revert, cancelled: replay },
};

describe('unreachable', () => {
  it('is empty for a sound table', () => {
    expect(unreachable(MOVES, ['DRAFT'])).toEqual([]);
  });

  it('names the states that no move leads to', () => {
    expect(unreachable(MOVES, ['PAID'])).toEqual(['DRAFT', 'PAYING']);
    expect(unreachable(MOVES, ['CLOSED'])).toEqual(['DRAFT', 'PAYING', 'PAID']);
    expect(unreachable({ ...MOVES, DRAFT: { ...MOVES.DRAFT, asked: refuse('ORDER_ENDED') } }, ['DRAFT'])).toEqual(['PAYING', 'PAID']);
  });

  it('follows moves only, over circles, and agrees with walking at random', () => {
    const states = ['a', 'b', 'c', 'd', 'e', 'f'] as const;
    const cells = fc.oneof(
      fc.constantFrom(replay, note, revert, alarm, refuse('ORDER_ENDED')),
      fc.uniqueArray(fc.constantFrom(...states), { minLength: 1, maxLength: 3 }).map((next) => to(...next)),
    );
    const row = fc.record({ x: cells, y: cells });
    const tables = fc.record({ a: row, b: row, c: row, d: row, e: row, f: row });
    fc.assert(
      fc.property(tables, (moves) => {
        let reached = new Set<string>(['a']);
        for (const _ of states) {
          const next = states.filter((state) => reached.has(state)).flatMap((state) => Object.values(moves[state]));
          reached = new Set([...reached, ...next.flatMap((cell) => (cell.rule === 'move' ? cell.to : []))]);
        }
        expect(unreachable<(typeof states)[number]>(moves, ['a'])).toEqual(states.filter((state) => !reached.has(state)));
      }),
    );
  });
});

it('writes the whole grid, every cell answered', () => {
  expect(gridOf(MOVES)).toBe(
    [
      '|  | asked | paid | cancelled |',
      '| --- | --- | --- | --- |',
      '| **DRAFT** | PAYING | ! | CLOSED |',
      '| **PAYING** | R | PAID | note |',
      '| **PAID** | ✗ ORDER_PAID | V | PAID / CLOSED |',
      '| **CLOSED** | ✗ ORDER_ENDED | V | R |',
    ].join('\n'),
  );
});

it('draws the moves between different states, several facts on one arrow', () => {
  const moves: Moves<State, Kind> = { ...MOVES, PAYING: { asked: to('PAID'), paid: to('PAID'), cancelled: note } };
  expect(diagramOf(moves, 'DRAFT')).toBe(
    [
      'stateDiagram-v2',
      '  [*] --> DRAFT',
      '  DRAFT --> PAYING: asked',
      '  DRAFT --> CLOSED: cancelled',
      '  PAYING --> PAID: asked, paid',
      '  PAID --> CLOSED: cancelled',
    ].join('\n'),
  );
});

it('decides with nothing besides, unless told', () => {
  expect(decided('replay', 'PAID')).toEqual({ rule: 'replay', state: 'PAID', commands: [], announcements: [], cases: [], overtaken: [] });
  expect(decided('refuse', 'PAID', { code: 'ORDER_PAID' }).code).toBe('ORDER_PAID');
});
