import { setTimeout as sleep } from 'node:timers/promises';
import type { Counters, Totals } from './counters';
import { cpuTimes, machineBusyMs } from './cpu';
import { difference, total } from './figures';
import type { LoadResult } from './load';
import { operationsBehind, rsaOperations } from './rsa';
import { realNow, type Settled } from './settle';
import { GATEWAY, SERVICES, type World } from './world';

/** What is ours to pay for: Meridian's processes and the two servers. */
export const COUNTED: readonly string[] = [...SERVICES, GATEWAY, 'postgres', 'nats'];

/** A stretch of load, looked at between its first and its last moments. */
export interface Window {
  readonly seconds: number;
  /** Confirmed settlements that began in the window. */
  readonly settled: readonly Settled[];
  /** How many were confirmed in the window, whenever they began. */
  readonly confirmed: number;
  /** Of the whole stretch, the trimmed ends included. */
  readonly load: LoadResult;
  /** CPU milliseconds in the window by process, `sandbox` and `driver` (the load generator) included. */
  readonly cpuMs: Readonly<Record<string, number>>;
  /** How much of all processors everybody together used: 1 is full. */
  readonly busy: number;
  /** How much of all processors went to processes that have nothing to do with this run. */
  readonly foreign: number;
  readonly totals: Totals;
  /** Connections of the services to PostgreSQL at the window's end. */
  readonly connections: number;
  /** Calls that began in the window, by party and operation. */
  readonly outsideCalls: Readonly<Record<string, number>>;
  readonly rsa: { readonly operations: Totals; readonly from: 'the services themselves' | 'the outside calls' };
}

export interface WindowOptions {
  readonly world: World;
  readonly counters: Counters;
  readonly processors: number;
  /** Of the window, without its ends. */
  readonly seconds: number;
  /** Runs the load for so many seconds, and until the last settlement is through. */
  readonly run: (seconds: number) => Promise<LoadResult>;
  /** Called when the window opens and when it has closed. */
  readonly onEdge?: (edge: 'open' | 'close') => void;
}

const LONGEST_TRIM_SECONDS = 1.5;

/** The first and the last moments of a stretch of load, in which it has yet to reach its level, or is leaving it. */
const trimOf = (seconds: number): number => Math.min(LONGEST_TRIM_SECONDS, seconds / 4);

export async function measure({ world, counters, processors, seconds, run, onEdge }: WindowOptions): Promise<Window> {
  world.journal.forget();
  const loading = run(seconds + 2 * trimOf(seconds));
  loading.catch(() => undefined); // awaited below
  await sleep(trimOf(seconds) * 1000);
  // Asking for counters costs their owners something: it is done outside the window.
  const [countsBefore, rsaBefore] = await Promise.all([counters.read(), rsaOperations(world)]);
  const before = times(world);
  onEdge?.('open');
  await sleep(seconds * 1000);
  onEdge?.('close');
  const after = times(world);
  const [countsAfter, rsaAfter, connections] = await Promise.all([counters.read(), rsaOperations(world), counters.serviceConnections()]);
  const load = await loading;
  const inWindow = (at: number): boolean => at >= before.at && at < after.at;
  const outsideCalls = countBy(world.journal.calls.filter(({ at }) => inWindow(at)).map(({ party, operation }) => `${party} ${operation}`));
  const cpuMs = difference(before.cpuMs, after.cpuMs);
  const allMs = (after.at - before.at) * processors;
  const busyMs = after.busyMs - before.busyMs;
  return {
    seconds: (after.at - before.at) / 1000,
    settled: load.settled.filter(({ begunAt }) => inWindow(begunAt)),
    confirmed: load.settled.filter(({ confirmedAt }) => inWindow(confirmedAt)).length,
    load,
    cpuMs,
    busy: busyMs / allMs,
    foreign: Math.max(0, busyMs - total(Object.values(cpuMs))) / allMs,
    totals: difference(countsBefore, countsAfter),
    connections,
    outsideCalls,
    rsa:
      Object.keys(rsaAfter).length > 0
        ? { operations: difference(rsaBefore, rsaAfter), from: 'the services themselves' }
        : { operations: operationsBehind(outsideCalls), from: 'the outside calls' },
  };
}

/** CPU milliseconds a second of each process of ours while nobody asks for anything. */
export async function measureIdle(world: World, seconds: number): Promise<Record<string, number>> {
  const before = times(world);
  await sleep(seconds * 1000);
  const after = times(world);
  const spent = difference(before.cpuMs, after.cpuMs);
  return Object.fromEntries(COUNTED.map((name) => [name, ((spent[name] ?? 0) * 1000) / (after.at - before.at)]));
}

interface Times {
  readonly at: number;
  readonly cpuMs: Record<string, number>;
  readonly busyMs: number;
}

function times({ stack }: World): Times {
  const { user, system } = process.cpuUsage();
  // The load generator is the parent of everything else: its own account does not hold its children's.
  return { at: realNow(), cpuMs: { ...cpuTimes(stack.pids), driver: (user + system) / 1000 }, busyMs: machineBusyMs() };
}

export function countBy(names: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
