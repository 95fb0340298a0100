import type { Instant, SandboxClock } from './frame/clock';
import type { PartyRequest } from './frame/party';

/**
 * When each request arrived. A gateway checks the age of a signature at its door, so a request that a fault holds back for
 * minutes is not too old when it is executed at last.
 */
export class Arrivals {
  readonly #clock: SandboxClock;
  readonly #at = new WeakMap<PartyRequest, Instant>();

  constructor(clock: SandboxClock) {
    this.#clock = clock;
  }

  /** Notes the arrival once; later calls change nothing. */
  note(request: PartyRequest): void {
    if (!this.#at.has(request)) this.#at.set(request, this.#clock.now());
  }

  of(request: PartyRequest): Instant {
    return this.#at.get(request) ?? this.#clock.now();
  }
}
