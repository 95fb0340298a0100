import type { Instant } from '@meridian/kernel/clock';
import type { Decision, Fact, Rule } from '@meridian/kernel/machine';
import type { Refusal } from '@meridian/kernel/outcome';
import type { Exchange } from '@meridian/plugin-kit/wire';

/** How the engine keeps one kind of aggregate. The table has id, version, phase, body, created_at, updated_at and the extra columns. */
export interface AggregateKind<State, F extends Fact> {
  readonly name: string;
  readonly table: string;
  idOf(state: State): string;
  orderNoOf(state: State): string;
  phaseOf(state: State): string;
  /** Columns beside the body, for lists and unique rules. */
  readonly columns: Readonly<Record<string, (state: State) => unknown>>;
  /** Pure: the domain's decision. */
  decide(state: State, fact: F, at: Instant): Decision<State>;
  /** What the fact log shows; no personal data. */
  describe(fact: F): Record<string, unknown>;
  /** Rows that must move in the same commit (claims, captures). */
  alongside?(before: State, after: State): readonly Alongside[];
  /** What a broken unique rule of the kind's tables says to the asker; undefined for a race, which is run again. */
  refusalOf?(constraint: string): Refusal | undefined;
}

/** A statement of the same commit. It selects from `moved`, the row of the aggregate, so that it does nothing where that was not written. */
export interface Alongside {
  readonly name: string;
  /** @param place keeps a value and returns its place in the text */
  text(place: (value: unknown) => string): string;
}

/** An open call as the executor sees it. */
export interface OpenCall {
  readonly key: string;
  readonly aggregate: string;
  readonly aggregateId: string;
  readonly orderNo: string;
  readonly kind: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly lane: string | null;
  readonly held: boolean;
  readonly epoch: number;
  readonly asks: number;
  /** How many workers before this one died, stopped or hung with it. */
  readonly takenOver: number;
  readonly openedAt: Instant;
  readonly traceparent: string | null;
  /** The aggregate's state in which the call was decided, when it is made right after that commit; otherwise the aggregate is read. */
  readonly decided?: unknown;
}

/** What came of a send or an ask. */
export type Heard =
  /** Known now: the fact closes the call. */
  | { readonly fact: Fact; readonly heard: string; readonly exchanges?: readonly Evidence[] }
  /** Still unknown: the call stays open and is asked about again. */
  | { readonly silent: string; readonly exchanges?: readonly Evidence[] };

export interface Evidence {
  readonly operation: string;
  readonly arm: string;
  readonly exchange: Exchange;
  /** JSON member names that the masked view hides. */
  readonly sensitive: readonly string[];
}

/** How one kind of call is made, asked about and, past its bound, handed to a person. */
export interface CallHandler {
  /**
   * The first send, by the process that decided it. `sendBefore` is an instant of the monotonic clock (performance.now): past it
   * nothing may be sent any more, since another worker may own the call. It is seconds away. Who says several things in one call asks
   * `window` before each: it moves on with the lease, and is long past once the lease has lapsed.
   */
  send(call: OpenCall, sendBefore: number, window: () => number): Promise<Heard>;
  /** Every later time: ask, and send again only where the other side is idempotent by the call's own key. */
  ask(call: OpenCall, sendBefore: number, window: () => number): Promise<Heard>;
  /** After the n-th silence, ask again this much later; the last entry repeats. */
  readonly askAfterMs: readonly number[];
  /** Open this long, a person is called; asking goes on. Absent: no bound. */
  readonly caseAfterMs?: number;
}

export interface Idempotency {
  readonly key: string;
  readonly input: object;
}

export interface LearnOptions<State> {
  /** The state an aggregate that does not exist yet starts from. Without it an unknown id is refused. */
  readonly fresh?: State;
  readonly idempotency?: Idempotency;
  /** Looks at the state the fact meets, before the decision: who may tell it, what must have been checked. */
  readonly guard?: (state: State) => Refusal | undefined;
  /** The call this fact answers. */
  readonly closes?: { readonly key: string; readonly heard: string; readonly exchanges: readonly Evidence[] };
  /** What came in with the fact from outside, a callback for instance. */
  readonly evidence?: { readonly key: string; readonly exchanges: readonly Evidence[] };
}

export interface Learned<State> {
  readonly ok: true;
  readonly state: State;
  readonly version: number;
  readonly rule: Rule;
  /** The key had been used with this very input: nothing was done now. */
  readonly replayed: boolean;
  /** Ends when the calls started by this fact, and by the facts that follow, are answered or silent. */
  readonly settled: Promise<void>;
}
