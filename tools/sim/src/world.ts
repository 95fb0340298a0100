import type { Bug } from './bugs/bug';
import type { Fault, Happening } from './faults';
import { Heap } from './heap';
import type { Law } from './laws/law';
import type { Profile } from './profile';
import { Random } from './random';
import type { Tally } from './tally';

export interface Violation {
  readonly law: Law;
  readonly at: number;
  readonly text: string;
}

export interface WorldParts {
  readonly seed: number;
  readonly profile: Profile;
  readonly bug: Bug | null;
  /** What happened, one line each; null when nobody reads it. */
  readonly diary: string[] | null;
  /** From here on nothing fails any more. */
  readonly healsAt: number;
  readonly tally: Tally;
}

/** Time, chance and the diary of one life. */
export class World {
  now = 60_000;
  readonly random: Random;
  readonly profile: Profile;
  readonly diary: string[] | null;
  readonly healsAt: number;
  readonly tally: Tally;
  readonly violations: Violation[] = [];
  /** A running hash over everything that happened. */
  hash = 0x811c9dc5;
  events = 0;
  private readonly bug: Bug | null;
  private readonly twist: string | null;
  private readonly heap = new Heap();

  constructor({ seed, profile, bug, diary, healsAt, tally }: WorldParts) {
    this.random = new Random(seed);
    this.profile = profile;
    this.bug = bug;
    this.twist = bug?.twist ?? null;
    this.diary = diary;
    this.healsAt = healsAt;
    this.tally = tally;
  }

  after(ms: number, act: () => void): void {
    this.heap.push(this.now + (ms > 0 ? Math.round(ms) : 0), act);
  }

  /** Runs until nothing is left to do, or until an instant. @returns false when things were left. */
  run(until: number): boolean {
    const { heap } = this;
    for (let at = heap.peek(); at !== undefined; at = heap.peek()) {
      if (at > until) return false;
      this.now = at;
      this.events++;
      heap.pop()?.();
    }
    return true;
  }

  /** The next day: nothing fails any more. */
  heal(): void {
    if (this.now < this.healsAt) this.now = this.healsAt;
  }

  get faulty(): boolean {
    return this.now < this.healsAt;
  }

  /** A fault's draw: none after the healing. */
  fails(fault: Fault): boolean {
    const rate = this.profile.rates[fault];
    if (rate === 0 || this.now >= this.healsAt || this.random.next() >= rate) return false;
    this.tally.injected(fault);
    return true;
  }

  happens(what: Happening): void {
    this.tally.happens(what);
  }

  twisted(name: string): boolean {
    return this.twist === name;
  }

  /** A line of the diary, in parts so that nothing is put together when nobody reads it; all of it counts for the hash. */
  note(who: string, what: string, about = '', more = ''): void {
    let hash = this.hash ^ this.now;
    for (let i = 0; i < what.length; i++) hash = Math.imul(hash ^ what.charCodeAt(i), 0x01000193);
    for (let i = 0; i < about.length; i++) hash = Math.imul(hash ^ about.charCodeAt(i), 0x01000193);
    for (let i = 0; i < more.length; i++) hash = Math.imul(hash ^ more.charCodeAt(i), 0x01000193);
    this.hash = hash;
    if (this.diary) this.diary.push(`${clock(this.now)} ${who.padEnd(11)} ${[what, about, more].filter(Boolean).join(' ')}`);
  }

  /** Reads a law. */
  holds(law: Law, does: boolean, text: string, more = ''): void {
    this.tally.read(law);
    if (!does) this.broken(law, more === '' ? text : `${text} ${more}`);
  }

  private broken(law: Law, text: string): void {
    if (this.violations.some((one) => one.law === law)) return;
    // A wrapped decision leaves its table by construction: what it does to the money must show it.
    if (this.bug?.wraps && law === '12 legal transitions') return;
    this.violations.push({ law, at: this.now, text });
    this.note('LAW BROKEN', law, text);
  }
}

const clock = (at: number): string => {
  const s = Math.floor(at / 1000);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${two(Math.floor(s / 3600))}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}.${String(at % 1000).padStart(3, '0')}`;
};
