import type { NatsConnection } from 'nats';
import { CLOCK_SUBJECT, type SystemClock } from './clock';

/** In development the clock follows the sandbox: `{ offsetMs }` on the clock subject. Anything else there is ignored. */
export function followClock(nats: NatsConnection, clock: SystemClock): void {
  nats.subscribe(CLOCK_SUBJECT, {
    callback: (error, message) => {
      if (error) return;
      try {
        const { offsetMs } = message.json<{ offsetMs?: unknown }>();
        if (Number.isSafeInteger(offsetMs)) clock.moveTo(offsetMs as number);
      } catch {
        // Not JSON: the clock stays.
      }
    },
  });
}
