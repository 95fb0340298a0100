import { hunt } from '../hunt';
import { BUGS } from './all';
import { SEEN } from './seen';

/** A recorded life comes first; when the world has changed, the next few are tried, and then the seeds must be recorded anew. */
const FLOWS = 300;

describe('planted bugs', () => {
  it('are thirty and more, each with its own name and a life in which it is caught', () => {
    expect(BUGS.length).toBeGreaterThanOrEqual(30);
    expect(new Set(BUGS.map(({ name }) => name)).size).toBe(BUGS.length);
    expect(Object.keys(SEEN).sort((a, b) => (a < b ? -1 : 1))).toEqual(BUGS.map(({ name }) => name).sort((a, b) => (a < b ? -1 : 1)));
  });

  it.each(BUGS.map((bug) => [bug.name, bug] as const))('%s breaks a law that the same life without it keeps', (name, bug) => {
    const { flows, violation } = hunt(bug, FLOWS, SEEN[name] ?? 1);
    expect(flows).not.toBeNull();
    expect(violation?.law).toMatch(/^\d+ /);
  });
});
