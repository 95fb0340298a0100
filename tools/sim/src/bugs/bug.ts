import type { Decision, Fact } from '@meridian/kernel/machine';
import type { Needs } from '../profile';

export type State = Readonly<Record<string, unknown>>;
export type Told = Fact & Readonly<Record<string, unknown>>;
export type Wrapped = (state: State, fact: Told, at: number) => Decision<State>;

/** A planted bug: a real decision wrapped, or one rule of a driver, of the engine or of a party twisted. */
export interface Bug {
  readonly name: string;
  /** What is wrong, in a sentence. */
  readonly says: string;
  /** The project's own code did this when the simulation was written. */
  readonly found?: true;
  /** By kind of aggregate: order, refund, collection, settlement. */
  readonly wraps?: Readonly<Record<string, (decide: Wrapped) => Wrapped>>;
  /** What `World.twisted` is asked for. */
  readonly twist?: string;
  /** Only rare mixtures show it: the hunt turns these faults up. */
  readonly needs?: Needs;
  /** The next day's books would repair it: the hunt reads the laws without them. */
  readonly books?: false;
}

/** The cell behaves as R: nothing happens. */
export const ignored = (state: State): Decision<State> => ({
  rule: 'replay',
  state,
  commands: [],
  announcements: [],
  cases: [],
  overtaken: [],
});

/** Another decision where `when` holds. */
export const instead =
  (when: (state: State, fact: Told) => boolean, other: (decide: Wrapped, state: State, fact: Told, at: number) => Decision<State>) =>
  (decide: Wrapped): Wrapped =>
  (state, fact, at) =>
    when(state, fact) ? other(decide, state, fact, at) : decide(state, fact, at);

/** The real decision without calls of a kind. */
export const without =
  (kind: string, when: (state: State, fact: Told) => boolean = () => true) =>
  (decide: Wrapped): Wrapped =>
  (state, fact, at) => {
    const decision = decide(state, fact, at);
    if (!when(state, fact)) return decision;
    return { ...decision, commands: decision.commands.filter((command) => command.kind !== kind) };
  };
