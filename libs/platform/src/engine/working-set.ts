import { LRUCache } from 'lru-cache';
import type { Kept } from './aggregate-row';

/** What this process last wrote or read of an aggregate, and the facts it saw written. */
export interface Recalled<State> extends Kept<State> {
  readonly facts: ReadonlySet<string>;
}

const MOST = 2000;

/** How the working set calls an aggregate. */
export const aggregateOf = (kind: { readonly name: string }, id: string): string => `${kind.name} ${id}`;

/**
 * The aggregates this process has just worked on, so that the next fact about one need not read it first. It is never believed: a row is
 * written only under the version that is recalled here, and what changes nothing is decided on the row itself. Facts do not go away, so
 * one that is recalled as written is.
 */
export class WorkingSet {
  private readonly recalled = new LRUCache<string, Recalled<unknown>>({ max: MOST });
  private readonly turns = new Map<string, Promise<unknown>>();

  recall<State>(aggregate: string): Recalled<State> | undefined {
    return this.recalled.get(aggregate) as Recalled<State> | undefined;
  }

  remember<State>(aggregate: string, kept: Kept<State>, factId?: string): void {
    const facts = new Set(this.recalled.get(aggregate)?.facts);
    if (factId !== undefined) facts.add(factId);
    this.recalled.set(aggregate, { ...kept, facts });
  }

  forget(aggregate: string): void {
    this.recalled.delete(aggregate);
  }

  /** One at a time an aggregate in this process; between processes the row's version decides. */
  async inTurn<T>(aggregate: string, work: () => Promise<T>): Promise<T> {
    const before = this.turns.get(aggregate);
    const mine = before ? before.then(work, work) : work();
    this.turns.set(aggregate, mine);
    try {
      return await mine;
    } finally {
      if (this.turns.get(aggregate) === mine) this.turns.delete(aggregate);
    }
  }
}
