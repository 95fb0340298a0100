import { Clock, type Instant } from '@meridian/kernel/clock';

/** Stands still until it is moved. */
export class MovableClock extends Clock {
  constructor(private at: Instant = Date.parse('2026-11-22T10:00:00+08:00')) {
    super();
  }

  now(): Instant {
    return this.at;
  }

  pass(ms: number): void {
    this.at += ms;
  }
}
