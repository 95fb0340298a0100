import type { Bug } from './bugs/bug';
import { live } from './live';
import { Tally } from './tally';
import type { Violation } from './world';

export interface Caught {
  readonly bug: Bug;
  /** How many lives it took; null when it survived them all. */
  readonly flows: number | null;
  readonly seed: number | null;
  readonly violation: Violation | null;
}

/** Lives on, with the bug planted, until a law is broken that the same life without it keeps. */
export function hunt(bug: Bug, flows: number, firstSeed = 1): Caught {
  const options = { needs: bug.needs ?? null, books: bug.books ?? true, tally: new Tally() };
  for (let seed = firstSeed; seed < firstSeed + flows; seed++) {
    const violation = live(seed, { ...options, bug }).violations[0];
    if (violation && live(seed, options).violations.length === 0) return { bug, flows: seed - firstSeed + 1, seed, violation };
  }
  return { bug, flows: null, seed: null, violation: null };
}
