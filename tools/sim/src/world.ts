import type { Bug } from './bugs/bug';
import { Heap } from './heap';
import type { Profile } from './profile';
import { Random } from './random';

export interface Violation {
  readonly law: string;
  readonly at: number;
  readonly text: string;
}

/** Time, chance and the diary of one life. */
export class World {
  now = 60_000;
  readonly random: Random;
  readonly violations: Violation[] = [];
  readonly counts = new Map<string, number>();
  /** A running hash over everything that happened. */
  hash = 0x811c9dc5;
  events = 0;
  private readonly heap = new Heap();

  constructor(
    seed: number,
    readonly profile: Profile,
    readonly bug: Bug | null,
    /** What happened, one line each; null when nobody reads it. */
    readonly diary: string[] | null,
    /** From here on nothing fails any more. */
    readonly healsAt: number,
  ) {
    this.random = new Random(seed);
  }

  after(ms: number, act: () => void): void {
    this.heap.push(this.now + (ms > 0 ? Math.round(ms) : 0), act);
  }

  /** Runs until nothing is left to do, or until an instant. @returns false when things were left. */
  run(until: number): boolean {
    for (let at = this.heap.peek(); at !== undefined; at = this.heap.peek()) {
      if (at > until) return false;
      this.now = at;
      this.events++;
      this.heap.pop()?.();
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
  fails(probability: number): boolean {
    return probability > 0 && this.now < this.healsAt && this.random.next() < probability;
  }

  twisted(name: string): boolean {
    return this.bug?.twist === name;
  }

  /** A line of the diary, in parts so that nothing is put together when nobody reads it; all of it counts for the hash. */
  note(who: string, ...what: readonly string[]): void {
    let hash = this.hash ^ this.now;
    for (const part of what) for (let i = 0; i < part.length; i++) hash = Math.imul(hash ^ part.charCodeAt(i), 0x01000193);
    this.hash = hash;
    if (this.diary) this.diary.push(`${clock(this.now)} ${who.padEnd(11)} ${what.join(' ')}`);
  }

  count(what: string): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  }

  broken(law: string, text: string): void {
    if (this.violations.some((one) => one.law === law)) return;
    // A wrapped decision leaves its table by construction: what it does to the money must show it.
    if (this.bug?.wraps && law.startsWith('12 legal')) return;
    this.violations.push({ law, at: this.now, text });
    this.note('LAW BROKEN', `${law}: ${text}`);
  }
}

const clock = (at: number): string => {
  const s = Math.floor(at / 1000);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${two(Math.floor(s / 3600))}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}.${String(at % 1000).padStart(3, '0')}`;
};
