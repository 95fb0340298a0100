import { setTimeout as sleep } from 'node:timers/promises';
import { openVisit, type Patient, type Registration } from './patients';
import { arrivals } from './random';
import { realNow, type Settled, settle } from './settle';
import type { World } from './world';

/** What a stretch of load came to. */
export interface LoadResult {
  readonly settled: readonly Settled[];
  /** Why settlements failed, one text each. */
  readonly failures: readonly string[];
  /** Arrivals that found every patient busy. */
  readonly turnedAway: number;
}

/** Patients of one kind of visit, each in at most one settlement at a time. */
export class Crowd {
  private readonly free: Patient[];
  private turnedAway = 0;
  private settled: Settled[] = [];
  private failures: string[] = [];
  private readonly underWay = new Set<Promise<void>>();

  constructor(
    private readonly world: World,
    readonly patients: readonly Patient[],
    private readonly registration: Registration,
  ) {
    this.free = [...patients];
  }

  /** Everybody settles as soon as the one before is through: `workers` at a time until the time is over. */
  async closedLoop(workers: number, seconds: number): Promise<LoadResult> {
    const end = realNow() + seconds * 1000;
    await Promise.all(
      Array.from({ length: workers }, async () => {
        while (realNow() < end) await this.begin();
      }),
    );
    return this.take();
  }

  /** Settlements arrive independently of each other, whether the ones before are through or not. */
  async openLoop(perSecond: number, seconds: number, random: () => number): Promise<LoadResult> {
    const start = realNow();
    for (const instant of arrivals(perSecond, seconds, random)) {
      const wait = start + instant - realNow();
      if (wait > 1) await sleep(wait);
      void this.begin();
    }
    const rest = start + seconds * 1000 - realNow();
    if (rest > 0) await sleep(rest);
    await Promise.all(this.underWay);
    return this.take();
  }

  private begin(): Promise<void> {
    const patient = this.free.shift();
    if (patient === undefined) {
      this.turnedAway += 1;
      return Promise.resolve();
    }
    const run = this.one(patient).finally(() => {
      this.free.push(patient);
      this.underWay.delete(run);
    });
    this.underWay.add(run);
    return run;
  }

  private async one(patient: Patient): Promise<void> {
    try {
      const visitNo = await openVisit(this.world, patient, this.registration);
      this.settled.push(await settle(this.world, patient, visitNo));
    } catch (error) {
      this.failures.push(error instanceof Error ? error.message : String(error));
    }
  }

  private take(): LoadResult {
    const result = { settled: this.settled, failures: this.failures, turnedAway: this.turnedAway };
    this.settled = [];
    this.failures = [];
    this.turnedAway = 0;
    return result;
  }
}
