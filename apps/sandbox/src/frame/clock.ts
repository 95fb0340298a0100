/** Milliseconds since 1970 UTC. */
export type Instant = number;

/** What runs when the clock passes an instant. It is told the instant it was due at, which may lie before now(). */
export type TimerAction = (due: Instant) => void | Promise<void>;

interface Timer {
  readonly due: Instant;
  readonly order: number;
  readonly action: TimerAction;
}

const LONGEST_REAL_WAIT_MS = 60_000;

/**
 * The clock of the outside world: real time plus an offset that the admin API moves. Timers follow the moved time: a jump of
 * a day runs everything that was due within that day, in order of its due instant.
 */
export class SandboxClock {
  readonly #real: () => Instant;
  #offsetMs = 0;
  #order = 0;
  #timers: Timer[] = [];
  #wake: NodeJS.Timeout | undefined;
  readonly #running = new Set<Promise<void>>();

  constructor(real: () => Instant = Date.now) {
    this.#real = real;
  }

  now(): Instant {
    return this.#real() + this.#offsetMs;
  }

  get offsetMs(): number {
    return this.#offsetMs;
  }

  /** Places the clock `offsetMs` after real time (before it, when negative) and runs what became due. */
  set(offsetMs: number): void {
    if (!Number.isSafeInteger(offsetMs)) throw new RangeError('offsetMs is a whole number of milliseconds');
    this.#offsetMs = offsetMs;
    this.#runDue();
  }

  advance(ms: number): void {
    this.set(this.#offsetMs + ms);
  }

  /** Runs `action` when the clock passes `instant`; never within this call, even if the instant is past. Returns its cancellation. */
  at(instant: Instant, action: TimerAction): () => void {
    this.#order += 1;
    const timer = { due: instant, order: this.#order, action };
    this.#timers.push(timer);
    this.#timers.sort((a, b) => a.due - b.due || a.order - b.order);
    this.#arm();
    return () => this.#remove(timer);
  }

  /** Resolves when the clock has moved on by `ms`. */
  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.at(this.now() + ms, () => resolve());
    });
  }

  /** Timers that can be cancelled together, as a party does when it is reset. */
  group(): TimerGroup {
    return new TimerGroup(this);
  }

  /** Resolves when nothing is due and no started action is still running. For tests, which move the clock and then look. */
  async idle(): Promise<void> {
    for (;;) {
      this.#runDue();
      if (this.#running.size === 0) return;
      await Promise.all(this.#running);
    }
  }

  /** Drops every timer; used when the process stops. */
  stop(): void {
    this.#timers = [];
    this.#arm();
  }

  #remove(timer: Timer): void {
    this.#timers = this.#timers.filter((one) => one !== timer);
    this.#arm();
  }

  #runDue(): void {
    for (let next = this.#timers[0]; next !== undefined && next.due <= this.now(); next = this.#timers[0]) {
      this.#timers.shift();
      this.#start(next);
    }
    this.#arm();
  }

  /** A failing action is a bug of the sandbox: its rejection is left unhandled so that the process says so and stops. */
  #start(timer: Timer): void {
    const run = (async () => timer.action(timer.due))();
    this.#running.add(run);
    void run.finally(() => this.#running.delete(run));
  }

  #arm(): void {
    clearTimeout(this.#wake);
    this.#wake = undefined;
    const first = this.#timers[0];
    if (first === undefined) return;
    const waitMs = Math.min(Math.max(first.due - this.now(), 0), LONGEST_REAL_WAIT_MS);
    this.#wake = setTimeout(() => this.#runDue(), waitMs);
    this.#wake.unref();
  }
}

/** See SandboxClock.group. */
export class TimerGroup {
  readonly #clock: SandboxClock;
  readonly #cancellations = new Set<() => void>();

  constructor(clock: SandboxClock) {
    this.#clock = clock;
  }

  at(instant: Instant, action: TimerAction): () => void {
    const forget = (): void => {
      this.#cancellations.delete(cancel);
    };
    const stop = this.#clock.at(instant, (due) => {
      forget();
      return action(due);
    });
    const cancel = (): void => {
      forget();
      stop();
    };
    this.#cancellations.add(cancel);
    return cancel;
  }

  cancelAll(): void {
    for (const cancel of [...this.#cancellations]) cancel();
  }
}
