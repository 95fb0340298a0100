import type { Counters } from './counters';
import { Crowd, type LoadResult } from './load';
import { measure, type Window } from './measure';
import type { Patient, Registration } from './patients';
import { randomOf } from './random';
import { lineOf, type PerSettlement, perSettlementOf, type Step, stepOf } from './steps';
import type { World } from './world';

export interface MixedRow {
  readonly settlementsPerCpuSecond: number;
  readonly highestPerSecond: number;
  /** Whether that load was held: if not, it is the lowest that was tried. */
  readonly held: boolean;
  readonly halfLoadPerSecond: number;
  readonly addedLatencyP50Ms: number;
  readonly addedLatencyP99Ms: number;
  /** Of all settlements of the row, the share that fund, personal account and cash paid together. */
  readonly mixedShare: number;
  readonly settlements: number;
  /** How many connections to PostgreSQL the services held at the highest load. */
  readonly connections: number;
  /** 16 patients, each beginning again as soon as the order is confirmed: from it the steps take their loads. */
  readonly closedLoop: Step;
  readonly steps: readonly Step[];
  readonly halfLoad: Step;
  readonly perSettlement: PerSettlement;
  /** Everything that went wrong, each text once. */
  readonly failures: readonly string[];
}

export interface MixedOptions {
  readonly world: World;
  readonly counters: Counters;
  readonly processors: number;
  readonly patients: readonly Patient[];
  readonly registration: Registration;
  readonly seconds: number;
  readonly seed: string;
  /** Of each step, of what the closed loop reached. */
  readonly shares: readonly number[];
  readonly print: (line: string) => void;
  readonly onEdge?: (edge: 'open' | 'close') => void;
}

const WORKERS = 16;
/** The just-in-time compilers of eight processes need about so long. */
const WARM_UP_SECONDS = 15;
const PROBE_SECONDS = 8;
/** Where not even the first step was held. */
const LOWER_SHARES = [0.4, 0.25];

/** A row, and the orders it settled. */
export interface MixedRun {
  readonly row: MixedRow;
  readonly orderNos: readonly string[];
}

/** Warms up, rises step by step until a step is not held, and then looks at the latency at half of the highest step that was. */
export const runMixed = (options: MixedOptions): Promise<MixedRun> => new Ladder(options).run();

interface Taken {
  readonly window: Window;
  readonly step: Step;
  readonly perSecond: number;
}

class Ladder {
  private readonly crowd: Crowd;
  private readonly random: () => number;
  private readonly loads: LoadResult[] = [];

  constructor(private readonly options: MixedOptions) {
    this.crowd = new Crowd(options.world, options.patients, options.registration);
    this.random = randomOf(options.seed);
  }

  async run(): Promise<MixedRun> {
    const closedLoop = await this.warmUp();
    const steps = await this.rise(closedLoop.settledPerSecond);
    const highest = steps.filter(({ step }) => step.held).at(-1) ?? steps.at(-1);
    if (highest === undefined) throw new Error('no step was taken');
    if (this.options.onEdge) await this.take(highest.perSecond, this.options.onEdge);
    const half = await this.take(highest.perSecond / 2);
    const settled = this.loads.flatMap((load) => load.settled);
    const row: MixedRow = {
      settlementsPerCpuSecond: highest.step.settlementsPerCpuSecond,
      highestPerSecond: highest.perSecond,
      held: highest.step.held,
      halfLoadPerSecond: half.perSecond,
      addedLatencyP50Ms: half.step.addedLatencyP50Ms,
      addedLatencyP99Ms: half.step.addedLatencyP99Ms,
      mixedShare: settled.filter(({ mixed }) => mixed).length / settled.length,
      settlements: settled.length,
      connections: highest.window.connections,
      closedLoop,
      steps: steps.map(({ step }) => step),
      halfLoad: half.step,
      perSettlement: perSettlementOf(highest.window),
      failures: [...new Set(this.loads.flatMap((load) => load.failures))],
    };
    return { row, orderNos: settled.map(({ orderNo }) => orderNo) };
  }

  private async warmUp(): Promise<Step> {
    const { seconds, print } = this.options;
    const warmUpSeconds = Math.min(seconds, WARM_UP_SECONDS);
    print(`  warming up for ${warmUpSeconds} s with ${WORKERS} patients at a time`);
    this.loads.push(await this.crowd.closedLoop(WORKERS, warmUpSeconds));
    const probe = await this.look((length) => this.crowd.closedLoop(WORKERS, length), Math.min(seconds, PROBE_SECONDS));
    const step = stepOf(probe);
    print(`  ${WORKERS} patients one after the other: ${lineOf(step)}`);
    if (step.settledPerSecond === 0) throw new Error(`nothing was settled: ${probe.load.failures[0] ?? 'the machine is too slow'}`);
    return step;
  }

  /** Up to the first step that is not held; down again where none was. */
  private async rise(peakPerSecond: number): Promise<Taken[]> {
    const steps: Taken[] = [];
    for (const share of this.options.shares) {
      steps.push(await this.take(share * peakPerSecond));
      if (steps.at(-1)?.step.held === false) break;
    }
    for (const share of LOWER_SHARES) {
      if (steps.some(({ step }) => step.held)) break;
      steps.push(await this.take(share * peakPerSecond));
    }
    return steps;
  }

  private async take(perSecond: number, onEdge?: MixedOptions['onEdge']): Promise<Taken> {
    const window = await this.look((length) => this.crowd.openLoop(perSecond, length, this.random), this.options.seconds, onEdge);
    const step = stepOf(window, perSecond);
    this.options.print(lineOf(step));
    return { window, step, perSecond };
  }

  private async look(run: (seconds: number) => Promise<LoadResult>, seconds: number, onEdge?: MixedOptions['onEdge']): Promise<Window> {
    const { world, counters, processors } = this.options;
    const window = await measure({ world, counters, processors, seconds, run, ...(onEdge && { onEdge }) });
    this.loads.push(window.load);
    return window;
  }
}
