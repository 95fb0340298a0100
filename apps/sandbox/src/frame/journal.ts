import { Readable } from 'node:stream';
import type { SandboxClock } from './clock';
import type { PartyName } from './faults';

/** One request a party served, or one callback it sent, for those who measure how long the outside world itself took. */
export interface JournalLine {
  readonly party: PartyName;
  readonly operation: string;
  /** Numbers the request names (orders, persons, visits), so that it can be told whose it was. */
  readonly mentions: readonly string[];
  /** Real milliseconds since 1970 with fractions, whatever the sandbox clock says: when the request arrived, or the callback left. */
  readonly at: number;
  /** Real milliseconds from there to the last byte of the answer; of a callback, to Meridian's acknowledgement. */
  readonly tookMs: number;
}

const MENTIONED = /"(?:out_trade_no|orderNo|psn_no|mdtrt_id|visitNo|patientNo)":"([^"]{1,64})"/g;

/** What is told while it happens to whoever listens, and kept nowhere. */
export class Journal {
  readonly #listeners = new Set<Readable>();

  /** Whether a line would be read by anybody. */
  get isRead(): boolean {
    return this.#listeners.size > 0;
  }

  note(line: JournalLine): void {
    for (const listener of this.#listeners) listener.push(`${JSON.stringify(line)}\n`);
  }

  /** Every line from now on as JSON lines, until it is destroyed. */
  follow(): Readable {
    const listener = new Readable({ read: () => undefined, destroy: (error, done) => this.#forget(listener, () => done(error)) });
    this.#listeners.add(listener);
    listener.push('\n'); // the head of the answer leaves with its first byte, and says that the listener is heard
    return listener;
  }

  #forget(listener: Readable, done: () => void): void {
    this.#listeners.delete(listener);
    done();
  }
}

/** Real time with fractions of a millisecond, comparable between processes of one machine. */
export const realNow = (): number => performance.timeOrigin + performance.now();

export const mentionsIn = (path: string, text: string): readonly string[] => [
  ...path.split('/').filter((part) => part.length >= 8),
  ...[...text.matchAll(MENTIONED)].map(([, number = '']) => number),
];

const journals = new WeakMap<SandboxClock, Journal>();

/** Parties that live by the same clock write one journal. */
export function journalOf(clock: SandboxClock): Journal {
  const journal = journals.get(clock) ?? new Journal();
  journals.set(clock, journal);
  return journal;
}
