import type { Clock, Instant } from '@meridian/kernel/clock';

const WINDOW_MS = 15 * 60_000;
/** More names than this are only ever tried by a machine; the oldest are forgotten first. */
const MOST_BUCKETS = 10_000;

interface Bucket {
  readonly key: string;
  readonly most: number;
}

/**
 * Wrong passwords of the last quarter of an hour. The narrowest bucket is one name from one address, so that a stranger
 * who guesses does not lock the operator out at the operator's own desk; the wider ones slow down many names and many addresses.
 */
const bucketsOf = (operatorId: string, address: string): readonly Bucket[] => [
  { key: JSON.stringify([operatorId, address]), most: 5 },
  { key: JSON.stringify([null, address]), most: 30 },
  { key: JSON.stringify([operatorId, null]), most: 50 },
];

/** Counted in this process and kept in memory. Its own injection token. */
export class LoginThrottle {
  private readonly attempts = new Map<string, Instant[]>();

  constructor(private readonly clock: Clock) {}

  /** Counts an attempt before the password is looked at, so that many at once are counted too. @returns milliseconds to wait; 0 to go on. */
  take(operatorId: string, address: string): number {
    const now = this.clock.now();
    const buckets = bucketsOf(operatorId, address);
    const wait = Math.max(...buckets.map((bucket) => this.waitOf(bucket, now)));
    if (wait > 0) return wait;
    for (const { key } of buckets) this.attempts.set(key, [...this.recent(key, now), now]);
    while (this.attempts.size > MOST_BUCKETS) this.attempts.delete(this.attempts.keys().next().value as string);
    return 0;
  }

  /** The password was right: its own attempt does not count; wrong ones before it still do. */
  giveBack(operatorId: string, address: string): void {
    for (const { key } of bucketsOf(operatorId, address)) {
      const left = (this.attempts.get(key) ?? []).slice(0, -1);
      if (left.length > 0) this.attempts.set(key, left);
      else this.attempts.delete(key);
    }
  }

  private recent(key: string, now: Instant): Instant[] {
    return (this.attempts.get(key) ?? []).filter((at) => at > now - WINDOW_MS);
  }

  private waitOf({ key, most }: Bucket, now: Instant): number {
    const recent = this.recent(key, now);
    const oldestThatCounts = recent[recent.length - most];
    return oldestThatCounts === undefined ? 0 : oldestThatCounts + WINDOW_MS - now;
  }
}
