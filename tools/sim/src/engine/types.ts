import type { Announcement, Decision, Fact, Moves, Rule } from '@meridian/kernel/machine';
import type { World } from '../world';
import type { Running, Worker } from './worker';

/** One kind of aggregate: its real decision and its real table. */
export interface Kind<State = unknown, F extends Fact = Fact> {
  readonly name: string;
  readonly decide: (state: State, fact: F, at: number) => Decision<State>;
  readonly moves: Moves<string, string>;
  orderNoOf(state: State): string;
  phaseOf(state: State): string;
  /** The row of the table a fact is looked up in. */
  factKindOf(state: State, fact: F): string;
}

export interface Row {
  readonly kind: Kind;
  readonly id: string;
  readonly orderNo: string;
  readonly start: unknown;
  state: unknown;
  version: number;
  readonly facts: Set<string>;
  readonly log: { readonly fact: Fact; readonly at: number }[];
}

/** A row of the call table (libs/platform/src/engine/call-store.ts). */
export interface Call {
  readonly key: string;
  readonly kind: string;
  readonly aggregateId: string;
  readonly orderNo: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly lane: string | null;
  readonly notBefore: number;
  held: boolean;
  owner: number;
  epoch: number;
  asks: number;
  readonly committedAt: number;
  /** When it may go out: a held call's time starts when its lane is free. */
  openedAt: number;
  dueAt: number;
  open: boolean;
}

/** What a step of a conversation does: it starts something and is told the answer once. */
export type Step = (activity: Activity, done: (answer: unknown) => void) => void;
export type Talk = Generator<Step, Heard, unknown>;

export type Heard = { readonly fact: Fact; readonly heard: string } | { readonly silent: string };

/** How one kind of call is made, asked about, and handed to a person: the sync mirror of the platform's CallHandler. */
export interface Handler {
  send(activity: Activity): Talk;
  ask(activity: Activity): Talk;
  readonly askAfterMs: readonly number[];
  readonly caseAfterMs: number | null;
}

/** One worker making one call. */
export interface Activity extends Running {
  readonly worker: Worker;
  readonly call: Call;
  readonly how: 'send' | 'ask';
  /** The epoch under which the worker took the call. */
  readonly epoch: number;
  talk: Talk | null;
}

/** A fact on its way into the one write path. */
export interface Told {
  readonly fact: Fact;
  /** The state it starts from when there is none yet. */
  readonly fresh: unknown;
  /** Of the request that brought it, with what it asked for. */
  readonly key: string | null;
  readonly input: string;
  /** The call it answers. */
  readonly closes: string | null;
}

export const told = (fact: Fact, closes: string | null = null): Told => ({ fact, fresh: undefined, key: null, input: '', closes });

export type Learned = { readonly ok: true; readonly row: Row; readonly rule: Rule } | { readonly ok: false; readonly code: string };

export interface Announced extends Announcement {
  readonly id: string;
  readonly orderNo: string;
}

export interface CaseFile {
  readonly id: string;
  readonly orderNo: string;
  readonly reason: string;
  closed: boolean;
}

/** One commit, for those who read the laws. */
export interface Commit {
  readonly row: Row;
  readonly before: unknown;
  readonly fact: Fact;
  readonly decision: Decision<unknown>;
}

/** The side of a service that its executor works with. */
export interface Host {
  readonly name: string;
  readonly world: World;
  readonly rows: ReadonlyMap<string, Row>;
  readonly calls: ReadonlyMap<string, Call>;
  readonly cases: ReadonlyMap<string, CaseFile>;
  readonly handlers: ReadonlyMap<string, Handler>;
  worker(id: number): Worker | undefined;
  pause(worker: Worker): void;
  learn(worker: Worker, kind: Kind, id: string, told: Told): Learned | undefined;
  openCase(name: string, orderNo: string, reason: string): void;
  laneTaken(lane: string, but: Call | null): boolean;
}
