/** When a circuit opens and how long it stays open. */
export interface CircuitOptions {
  /** This many sick answers in a row open it. */
  readonly opensAfter?: number;
  /** After this rest one call may try; the others are still refused until it answered. */
  readonly restMs?: number;
}

/**
 * A circuit breaker in its smallest form. It never decides about money: an open circuit means that a call is not
 * sent now, and the caller sees silence.
 */
export class Circuit {
  readonly #opensAfter: number;
  readonly #restMs: number;
  #sickInARow = 0;
  #closedAgainFrom = 0;

  constructor({ opensAfter = 8, restMs = 5_000 }: CircuitOptions = {}) {
    this.#opensAfter = opensAfter;
    this.#restMs = restMs;
  }

  /** @param now a monotonic instant in milliseconds. True for the one call that tests an open circuit. */
  admits(now: number): boolean {
    if (!this.open) return true;
    if (now < this.#closedAgainFrom) return false;
    this.#closedAgainFrom = now + this.#restMs;
    return true;
  }

  /** New calls rest, but for the one that tries. */
  get open(): boolean {
    return this.#sickInARow >= this.#opensAfter;
  }

  record(healthy: boolean, now: number): void {
    this.#sickInARow = healthy ? 0 : this.#sickInARow + 1;
    if (!healthy) this.#closedAgainFrom = now + this.#restMs;
  }
}
