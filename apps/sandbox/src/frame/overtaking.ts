import type { SandboxClock } from './clock';

/** Holds a request or callback until the next one of the same operation went first. */
export class Overtaking {
  readonly #clock: SandboxClock;
  readonly #held = new Map<string, Set<() => void>>();

  constructor(clock: SandboxClock) {
    this.#clock = clock;
  }

  /** Resolves when `passed(operation)` is called, or after `longestMs` on the sandbox clock. */
  hold(operation: string, longestMs: number): Promise<void> {
    return new Promise((resolve) => {
      const waiting = this.#held.get(operation) ?? new Set();
      this.#held.set(operation, waiting);
      const release = (): void => {
        cancel();
        waiting.delete(release);
        resolve();
      };
      const cancel = this.#clock.at(this.#clock.now() + longestMs, release);
      waiting.add(release);
    });
  }

  /** Says that one of `operation` went through: those held for it follow. */
  passed(operation: string): void {
    for (const release of [...(this.#held.get(operation) ?? [])]) release();
  }
}
