import type { Decision, Fact } from '@meridian/kernel/machine';

/** Deviations of a driver, of the engine or of a party that cannot be written as another decision. */
export type Decide = (state: never, fact: never, at: number) => Decision<never>;

/** A planted bug: the real decision wrapped, or one rule of a driver or the engine twisted. */
export interface Bug {
  readonly name: string;
  /** What is wrong, in a sentence. */
  readonly says: string;
  /** Found in the project's own code by this simulation, or while it was written. */
  readonly found?: true;
  /** By kind of aggregate: order, refund, collection, settlement. */
  readonly wraps?: Readonly<Record<string, (decide: Wrapped) => Wrapped>>;
  readonly twist?: string;
}

export type Wrapped = (state: Readonly<Record<string, unknown>>, fact: Fact & Readonly<Record<string, unknown>>, at: number) => Decision<unknown>;
