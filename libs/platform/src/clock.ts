import { Clock, type Instant } from '@meridian/kernel/clock';

/** Wall time plus an offset. In development the offset follows the subject `platform.clock.v1`, so that Meridian and the sandbox move together. */
export class SystemClock extends Clock {
  private offsetMs = 0;

  now(): Instant {
    return Date.now() + this.offsetMs;
  }

  moveTo(offsetMs: number): void {
    this.offsetMs = offsetMs;
  }
}

/** Core subject that carries `{ offsetMs }` when MERIDIAN_MOVABLE_CLOCK is true. */
export const CLOCK_SUBJECT = 'platform.clock.v1';
