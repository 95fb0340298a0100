import { join } from 'node:path';
import { alarm, type Moves, refuse, replay, to } from '@meridian/kernel/machine';
import { ROOT } from './checkers';
import { stateTables, tableProblems } from './state-tables';
import { workingTree } from './tree';

const sound: Moves<string, string> = {
  NEW: { asked: to('OPEN'), paid: alarm },
  OPEN: { asked: replay, paid: to('PAID', 'OPEN') },
  PAID: { asked: refuse('ORDER_PAID'), paid: replay },
};

describe('the walk over a state table', () => {
  it('finds nothing in a sound one', () => expect(tableProblems(sound)).toEqual([]));

  it.each<[string, Moves<string, string>, string]>([
    ['no state at all', {}, 'has no state'],
    ['a state nobody reaches', { ...sound, LOST: { asked: to('OPEN'), paid: replay } }, 'LOST cannot be reached from NEW'],
    [
      'states that only reach each other',
      { ...sound, A: { asked: to('B'), paid: replay }, B: { asked: to('A'), paid: replay } },
      'A cannot be reached from NEW',
    ],
    ['an unanswered fact', { ...sound, PAID: { asked: replay } }, 'PAID does not answer paid'],
    ['a move to nowhere', { ...sound, PAID: { asked: replay, paid: to('GONE') } }, 'PAID moves on paid to GONE, which is no state'],
    ['a fact that may never happen', { NEW: { asked: replay, paid: alarm } }, 'paid is an alarm in every state'],
  ])('finds %s', (_, planted, problem) => expect(tableProblems(planted)).toContain(problem));
});

describe('the state tables of the services', () => {
  const tables = stateTables(workingTree(ROOT)).filter(({ exported }) => exported);

  it('answer every fact in every state, and reach every state', () => {
    const problems = tables.flatMap(({ name, file }) => {
      const moves = (require(join(ROOT, file)) as Record<string, Moves<string, string>>)[name] ?? {};
      return tableProblems(moves).map((problem) => `${file} ${name}: ${problem}`);
    });
    expect(problems).toEqual([]);
  });
});
