import { setTimeout as delay } from 'node:timers/promises';
import { FLOWS, type FlowName, type FlowPlace } from './flows';
import type { Random } from './random';
import type { Theatre } from './theatre';

/** How patients behave, as often as they stand here. */
const BEHAVIOUR: readonly FlowName[] = [
  'settle',
  'settle',
  'settle',
  'settle',
  'refund',
  'refund',
  'cancel quoted',
  'cancel unpaid',
  'undo',
];
const AGAIN_MS = 300;
/** The parties take this long for everything, so that at any moment calls are in the air. */
const SLOW_MS = 500;

export interface LoadReport {
  readonly flows: number;
  /** Patients who did not get where they wanted. */
  readonly problems: readonly string[];
}

/** Patients who come one after another, several at a time, until told to stop. Each goes a whole way, whatever breaks meanwhile. */
export class Load {
  private readonly lanes: Promise<void>[];
  private readonly problems: string[] = [];
  private stopped = false;
  private flows = 0;

  private constructor(
    private readonly theatre: Theatre,
    private readonly random: Random,
    patients: number,
  ) {
    this.lanes = Array.from({ length: patients }, () => this.lane());
  }

  static async start(theatre: Theatre, random: Random, patients: number): Promise<Load> {
    for (const party of ['his', 'insurance', 'wechat']) {
      await theatre.outside.fault({ id: `slow ${party}`, party, operation: '*', kind: 'delay', delayMs: SLOW_MS, times: 1_000_000 });
    }
    return new Load(theatre, random, patients);
  }

  /** Flows that have ended. */
  get ended(): number {
    return this.flows;
  }

  /** Nobody new comes in; everybody who is in goes to the end of the way. */
  async stop(): Promise<LoadReport> {
    this.stopped = true;
    await Promise.all(this.lanes);
    await this.theatre.outside.clearFaults();
    const nobody = this.flows === 0 ? ['nobody came through: there was no load'] : [];
    return { flows: this.flows, problems: [...nobody, ...this.problems] };
  }

  private async lane(): Promise<void> {
    const place: FlowPlace = { outside: this.theatre.outside, reached: async () => undefined, waitOut: async () => undefined };
    while (!this.stopped) {
      const name = this.random.oneOf(BEHAVIOUR);
      const visit = await this.theatre.visit(this.random.oneOf(['platform', 'window'])).catch(() => undefined);
      if (!visit) {
        await delay(AGAIN_MS); // the gateway or the account service is away
        continue;
      }
      await FLOWS[name](visit, place).catch((error: Error) => this.problems.push(`${name}: ${error.message}`));
      this.theatre.people.giveBack(visit.person);
      this.flows += 1;
    }
  }
}
