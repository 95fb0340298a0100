import { unreachable } from '@meridian/kernel/machine';
import { FACTS, ORDER_MOVES, PHASES } from './order.states';
import { REFUND_FACTS, REFUND_MOVES, REFUND_STATES } from './refund.states';

const RULES = ['replay', 'note', 'revert', 'alarm', 'refuse', 'move'];

describe.each([
  { table: 'order', moves: ORDER_MOVES, states: PHASES, facts: FACTS, start: 'DRAFT' },
  { table: 'refund', moves: REFUND_MOVES, states: REFUND_STATES, facts: REFUND_FACTS, start: 'ASKED' },
] as const)('the grid of the $table', ({ moves, states, facts, start }) => {
  const grid = moves as Record<string, Record<string, { rule: string; to?: readonly string[]; code?: string }>>;

  it('answers every fact in every state', () => {
    expect(Object.keys(grid).sort()).toEqual([...states].sort());
    for (const state of states) {
      expect(Object.keys(grid[state] ?? {}).sort()).toEqual([...facts].sort());
      for (const fact of facts) expect(RULES).toContain(grid[state]?.[fact]?.rule);
    }
  });

  it('names only states of its own, and refuses only with a code', () => {
    const cells = states.flatMap((state) => facts.map((fact) => grid[state]?.[fact]));
    const targets = cells.flatMap((cell) => cell?.to ?? []);
    expect(targets.filter((state) => !(states as readonly string[]).includes(state))).toEqual([]);
    const codes = cells.filter((cell) => cell?.rule === 'refuse').map((cell) => cell?.code ?? '');
    expect(codes.filter((code) => !/^[A-Z]+(_[A-Z]+)+$/.test(code))).toEqual([]);
  });

  it('reaches every state from its start', () => {
    expect(unreachable(grid as never, [start as never])).toEqual([]);
  });
});

describe('ends of the saga', () => {
  it('a cancelled order never moves again', () => {
    expect(FACTS.filter((fact) => ORDER_MOVES.CANCELLED[fact].rule === 'move')).toEqual([]);
  });

  it('a confirmed order never moves again: what follows is a refund', () => {
    expect(FACTS.filter((fact) => ORDER_MOVES.CONFIRMED[fact].rule === 'move')).toEqual([]);
  });

  it('only the HIS confirms: one fact leads to CONFIRMED, from one state', () => {
    const ways = PHASES.flatMap((phase) =>
      FACTS.filter((fact) => {
        const cell = ORDER_MOVES[phase][fact];
        return phase !== 'CONFIRMED' && cell.rule === 'move' && cell.to.includes('CONFIRMED');
      }).map((fact) => `${phase} ${fact}`),
    );
    expect(ways).toEqual(['PAID confirmed']);
  });

  it('a refund that is done or dropped never moves again', () => {
    const moving = REFUND_FACTS.filter((fact) => [REFUND_MOVES.DONE, REFUND_MOVES.DROPPED].some((row) => row[fact].rule === 'move'));
    expect(moving).toEqual([]);
  });

  it('nothing undoes a refund once its money is back', () => {
    const targets = REFUND_FACTS.flatMap((fact) => {
      const cell = REFUND_MOVES.BOOKING[fact];
      return cell.rule === 'move' ? [...cell.to] : [];
    });
    expect([...new Set(targets)].sort()).toEqual(['BOOKING', 'DONE']);
  });
});
