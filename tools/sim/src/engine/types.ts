import type { Announcement, Command, Decision, Fact, Moves, Rule } from '@meridian/kernel/machine';
import type { Worker } from './worker';

/** One kind of aggregate: its real decision and its real table. */
export interface Kind<State = unknown, F extends Fact = Fact> {
  readonly name: string;
  readonly decide: (state: State, fact: F, at: number) => Decision<State>;
  readonly moves: Moves<string, string>;
  idOf(state: State): string;
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
  readonly caseAfterMs?: number;
}

/** One worker making one call. */
export interface Activity {
  readonly worker: Worker;
  readonly call: Call;
  readonly how: 'send' | 'ask';
  /** The epoch under which the worker took the call. */
  readonly epoch: number;
  readonly startedAt: number;
  talk?: Talk;
}

export interface LearnOptions {
  readonly fresh?: unknown;
  readonly key?: string;
  readonly input?: string;
  readonly closes?: string;
}

export type Learned =
  | { readonly ok: true; readonly row: Row; readonly rule: Rule; readonly calls: readonly Call[] }
  | { readonly ok: false; readonly code: string };

export interface Announced extends Announcement {
  readonly id: string;
  readonly orderNo: string;
}

export type { Announcement, Command, Decision, Fact, Rule };
