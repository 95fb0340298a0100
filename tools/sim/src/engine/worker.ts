import type { World } from '../world';

export const LEASE_MS = 5000;
const RENEW_MS = 1000;
const MARGIN_MS = 1000;

/** What a process is busy with. */
export interface Running {
  readonly call: { readonly aggregateId: string };
  readonly startedAt: number;
}

interface Waiter {
  readonly aggregateId: string;
  readonly wake: () => void;
}

/** A process of a service: it can die, and it can stop for a while without dying. */
export class Worker {
  alive = true;
  readonly running = new Map<string, Running>();
  readonly waiting: Waiter[] = [];
  private pausedAt = -1;
  private resumesAt = -1;

  constructor(
    private readonly world: World,
    readonly service: string,
    readonly id: number,
  ) {}

  get paused(): boolean {
    return this.world.now < this.resumesAt;
  }

  /** Does something later, as this process: not at all when it is dead by then, later still while it is paused. */
  later(ms: number, act: () => void): void {
    this.world.after(ms, () => this.now(act));
  }

  now(act: () => void): void {
    if (!this.alive) return;
    if (this.paused) this.later(this.resumesAt - this.world.now, act);
    else act();
  }

  pause(ms: number): void {
    this.pausedAt = this.world.now;
    this.resumesAt = this.world.now + ms;
  }

  /** Others may take its calls from this instant on. */
  get leaseEndsAt(): number {
    return this.paused ? this.pausedAt + LEASE_MS - RENEW_MS / 2 : Number.POSITIVE_INFINITY;
  }

  /** A send is allowed while the lease has not lapsed since the activity began: whoever was paused for longer only asks. */
  maySend(activity: Running): boolean {
    const lapsed = this.pausedAt >= activity.startedAt && this.resumesAt - this.pausedAt > LEASE_MS - RENEW_MS - MARGIN_MS;
    return !lapsed;
  }

  busyWith(aggregateId: string): boolean {
    for (const one of this.running.values()) if (one.call.aggregateId === aggregateId) return true;
    return false;
  }
}
