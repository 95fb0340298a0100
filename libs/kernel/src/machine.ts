import type { Instant } from './clock';

/**
 * State machines are data, moved by facts: a table *state × fact → cell*. Callers report what happened and never ask for a
 * target state. Every cell is answered (TypeScript refuses a table with a hole), and a domain's decide function reads it.
 */
export type Cell<State extends string> =
  /** R: the same fact again, or one the state already implies: nothing changes, the stored answer is replayed. */
  | { readonly rule: 'replay' }
  /** Recorded beside the state and acted on when the call in flight answers. */
  | { readonly rule: 'note' }
  /** V: money where none may be: commands put it back, the state stays. */
  | { readonly rule: 'revert' }
  /** !: nobody may reach this: no change, an alarm with both sides. */
  | { readonly rule: 'alarm' }
  /** The asker is told no with a stable code; nothing changes. */
  | { readonly rule: 'refuse'; readonly code: string }
  /** One of `to` follows; which one is the domain's decision. */
  | { readonly rule: 'move'; readonly to: readonly State[] };

export type Rule = Cell<string>['rule'];

export type Moves<State extends string, Kind extends string> = Readonly<Record<State, Readonly<Record<Kind, Cell<State>>>>>;

export const replay: Cell<never> = { rule: 'replay' };
export const note: Cell<never> = { rule: 'note' };
export const revert: Cell<never> = { rule: 'revert' };
export const alarm: Cell<never> = { rule: 'alarm' };
export const refuse = (code: string): Cell<never> => ({ rule: 'refuse', code });
export const to = <State extends string>(...states: State[]): Cell<State> => ({ rule: 'move', to: states });

/** Something that happened. `id` is unique for what happened: the same fact told twice carries the same id. */
export interface Fact<Kind extends string = string> {
  readonly kind: Kind;
  readonly id: string;
}

/**
 * A call to somebody else, committed with the transition that decided it: the intent of "write, call, write".
 * `key` is unique for life and is the idempotency key at the other side.
 */
export interface Command {
  readonly kind: string;
  readonly key: string;
  readonly payload: Readonly<Record<string, unknown>>;
  /** Not before this instant: a timer. */
  readonly notBefore?: Instant;
  /** One call at a time per lane, over all workers. */
  readonly lane?: string;
}

/** A fact for other services: leaves by the outbox with the state that made it. */
export interface Announcement {
  readonly subject: string;
  readonly data: object;
  /** Somebody waits for it: it is also told right after the commit, ahead of the outbox. */
  readonly urgent?: true;
}

/** A row for a person, beside an unchanged state. */
export interface CaseNote {
  readonly reason: string;
  readonly evidence: Readonly<Record<string, unknown>>;
}

export interface Decision<State> {
  readonly rule: Rule;
  readonly state: State;
  readonly commands: readonly Command[];
  readonly announcements: readonly Announcement[];
  readonly cases: readonly CaseNote[];
  /** Keys of open calls that nobody needs to ask about any more: another fact has answered them. */
  readonly overtaken: readonly string[];
  /** Present when the rule is `refuse`. */
  readonly code?: string;
}

export const decided = <State>(
  rule: Rule,
  state: State,
  rest: Partial<Pick<Decision<State>, 'commands' | 'announcements' | 'cases' | 'overtaken' | 'code'>> = {},
): Decision<State> => ({ rule, state, commands: [], announcements: [], cases: [], overtaken: [], ...rest });

/** States that no chain of moves reaches from the starting states; empty for a sound table. */
export function unreachable<State extends string>(moves: Moves<State, string>, starts: readonly State[]): State[] {
  const reached = new Set<State>(starts);
  const waiting = [...starts];
  for (let state = waiting.pop(); state !== undefined; state = waiting.pop()) {
    for (const cell of Object.values(moves[state])) {
      if (cell.rule !== 'move') continue;
      for (const next of cell.to) {
        if (reached.has(next)) continue;
        reached.add(next);
        waiting.push(next);
      }
    }
  }
  return (Object.keys(moves) as State[]).filter((state) => !reached.has(state));
}

const MARKS: Readonly<Record<Exclude<Rule, 'move' | 'refuse'>, string>> = { replay: 'R', note: 'note', revert: 'V', alarm: '!' };

const cellText = (cell: Cell<string>): string =>
  cell.rule === 'move' ? cell.to.join(' / ') : cell.rule === 'refuse' ? `✗ ${cell.code}` : MARKS[cell.rule];

/** The whole grid as a Markdown table, one row a state. */
export function gridOf<State extends string, Kind extends string>(moves: Moves<State, Kind>): string {
  const states = Object.keys(moves) as State[];
  const kinds = Object.keys(moves[states[0] as State]) as Kind[];
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [
    row(['', ...kinds]),
    row(['---', ...kinds.map(() => '---')]),
    ...states.map((state) => row([`**${state}**`, ...kinds.map((kind) => cellText(moves[state][kind]))])),
  ].join('\n');
}

/** The moves between different states as a Mermaid state diagram. */
export function diagramOf<State extends string>(moves: Moves<State, string>, start: State): string {
  const lines = ['stateDiagram-v2', `  [*] --> ${start}`];
  const arrows = new Map<string, string[]>();
  for (const state of Object.keys(moves) as State[]) {
    for (const [kind, cell] of Object.entries(moves[state]) as [string, Cell<State>][]) {
      if (cell.rule !== 'move') continue;
      for (const next of cell.to) {
        if (next === state) continue;
        const arrow = `${state} --> ${next}`;
        arrows.set(arrow, [...(arrows.get(arrow) ?? []), kind]);
      }
    }
  }
  for (const [arrow, kinds] of arrows) lines.push(`  ${arrow}: ${kinds.join(', ')}`);
  return lines.join('\n');
}
