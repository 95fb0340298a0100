import { hunt } from '../hunt';
import { BUGS } from './all';
import { SEEN } from './seen';

/** When the world changes a bug's life changes with it; then it is searched for again from there. */
const FLOWS = 2000;

describe('planted bugs', () => {
  it('are thirty and more, each with its own name', () => {
    expect(BUGS.length).toBeGreaterThanOrEqual(30);
    expect(new Set(BUGS.map(({ name }) => name)).size).toBe(BUGS.length);
    expect(Object.keys(SEEN).filter((name) => !BUGS.some((bug) => bug.name === name))).toEqual([]);
  });

  it.each(BUGS.map((bug) => [bug.name, bug] as const))('%s breaks a law that the same life without it keeps', (name, bug) => {
    const { flows, violation } = hunt(bug, FLOWS, SEEN[name] ?? 1);
    expect(flows).not.toBeNull();
    expect(violation?.law).toMatch(/^\d+ /);
  });
});
