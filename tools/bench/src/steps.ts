import { addedMs, per, percentile, total } from './figures';
import { COUNTED, type Window } from './measure';

/** What one step of load showed. */
export interface Step {
  /** Settlements that arrived a second; of a closed loop, absent. */
  readonly offeredPerSecond?: number;
  /** Settlements that were confirmed in the window, a second. */
  readonly settledPerSecond: number;
  /** Confirmed settlements that began in the window. */
  readonly settlements: number;
  readonly settlementsPerCpuSecond: number;
  /** What Meridian adds beyond the outside parties' own time; docs/performance.md says how it is measured. */
  readonly addedLatencyP50Ms: number;
  readonly addedLatencyP99Ms: number;
  /** From the list of bills to the quote, the outside parties included. */
  readonly quoteP50Ms: number;
  /** The share of all processors in use, and the part of it that others took on this machine. */
  readonly busy: number;
  readonly foreign: number;
  readonly failures: number;
  readonly turnedAway: number;
  /** Requests without an answer in time, which were sent again. */
  readonly repeats: number;
  /** No failure, every request answered, nobody turned away, and nobody waited too long. */
  readonly held: boolean;
}

/** What one settlement took of everything, on average. */
export interface PerSettlement {
  readonly cpuMs: Readonly<Record<string, number>>;
  readonly counts: Readonly<Record<string, number>>;
  readonly outsideCalls: Readonly<Record<string, number>>;
  readonly rsa: Readonly<Record<string, number>>;
  /** Who counted the RSA operations. */
  readonly rsaFrom: string;
}

const LONGEST_ADDED_P99_MS = 500;

export function stepOf({ settled, confirmed, seconds, cpuMs, busy, foreign, load }: Window, offeredPerSecond?: number): Step {
  const added = settled.map(addedMs);
  const cpuSeconds = total(COUNTED.map((name) => cpuMs[name] ?? 0)) / 1000;
  const addedLatencyP99Ms = percentile(added, 99);
  const repeats = total(load.settled.map((one) => one.repeats));
  return {
    ...(offeredPerSecond === undefined ? {} : { offeredPerSecond }),
    settledPerSecond: confirmed / seconds,
    settlements: settled.length,
    settlementsPerCpuSecond: settled.length / cpuSeconds,
    addedLatencyP50Ms: percentile(added, 50),
    addedLatencyP99Ms,
    quoteP50Ms: percentile(
      settled.map(({ begunAt, quotedAt }) => quotedAt - begunAt),
      50,
    ),
    busy,
    foreign,
    failures: load.failures.length,
    turnedAway: load.turnedAway,
    repeats,
    held: load.failures.length + load.turnedAway + repeats === 0 && addedLatencyP99Ms <= LONGEST_ADDED_P99_MS,
  };
}

export function perSettlementOf({ settled, cpuMs, totals, outsideCalls, rsa }: Window): PerSettlement {
  const reads = total(settled.map((one) => one.reads));
  return {
    cpuMs: per(cpuMs, settled.length),
    counts: per({ ...totals, patientReads: reads }, settled.length),
    outsideCalls: per(outsideCalls, settled.length),
    rsa: per(rsa.operations, settled.length),
    rsaFrom: rsa.from,
  };
}

export const lineOf = (step: Step): string =>
  [
    step.offeredPerSecond === undefined ? '' : `  ${step.offeredPerSecond.toFixed(1)}/s offered: `,
    `${step.settledPerSecond.toFixed(1)}/s, ${step.settlementsPerCpuSecond.toFixed(2)} per CPU-second,`,
    ` added p50 ${step.addedLatencyP50Ms.toFixed(1)} p99 ${step.addedLatencyP99Ms.toFixed(1)} ms,`,
    ` machine ${(step.busy * 100).toFixed(0)} % busy (${(step.foreign * 100).toFixed(0)} % others)`,
    step.failures + step.turnedAway + step.repeats > 0
      ? `, ${step.failures} failed, ${step.turnedAway} turned away, ${step.repeats} requests repeated`
      : '',
    step.held ? '' : ' (not held)',
  ].join('');
