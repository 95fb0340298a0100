import { setTimeout as delay } from 'node:timers/promises';
import { type DrillResult, lateOf, measuredOf } from './figures';
import { askedAfter, inFlightOf } from './journals';
import { Load } from './load';
import type { Random } from './random';
import { CALLERS, problemsIn, type Theatre } from './theatre';

export interface KillOptions {
  /** Kills of each service. */
  readonly rounds: number;
  readonly patients: number;
  /** Two: another instance is there to take the calls over. One: the dead one is started again. */
  readonly instances: 1 | 2;
}

/** A survivor asks within this, at the 99th percentile; a process that has to be started first, within this. */
const BOUND_MS = { 1: 5_000, 2: 1_000 } as const;
const GIVE_UP_MS = 30_000;
const BOOKS_PATIENCE_MS = 90_000;
const QUIET_MS = [700, 1_500] as const;

/** kill -9 of each service in the middle of a load; how long until somebody asks about every call that was in the air. */
export async function killDrill(theatre: Theatre, random: Random, { rounds, patients, instances }: KillOptions): Promise<DrillResult> {
  const added = new Map<string, string>();
  for (const service of instances === 2 ? CALLERS : []) added.set(service, await theatre.stack.add(service));
  const load = await Load.start(theatre, random, patients);
  const latencies: number[] = [];
  const problems: string[] = [];
  let good = 0;
  const order = random.shuffled(Array.from({ length: rounds }, () => CALLERS).flat());
  for (const service of order) {
    await delay(QUIET_MS[0] + random.below(QUIET_MS[1] - QUIET_MS[0]));
    const name = random.oneOf([service, added.get(service) ?? service]);
    const taken = await killOnce(theatre, { service, name, restartFirst: instances === 1 });
    latencies.push(...taken.latencies);
    problems.push(...taken.problems);
    if (taken.problems.length === 0) good += 1;
  }
  const { flows, problems: stuck } = await load.stop();
  const books = problemsIn(await theatre.books(BOOKS_PATIENCE_MS));
  for (const name of added.values()) await theatre.stack.kill(name, 'SIGTERM');
  const asked = measuredOf(latencies);
  if (asked.samples === 0 && rounds > 1) problems.push('nothing was in the air at any death: the load is too thin');
  return {
    drill: instances === 2 ? 'kill -9, a survivor takes over' : 'kill -9, started again',
    injected: `SIGKILL of ${CALLERS.join(', ')} in random order, ${instances} instance(s) each, ${flows} flows meanwhile`,
    times: order.length,
    recovered: good,
    measured: { 'asked again': asked },
    problems: [...problems, ...stuck, ...books],
    late: lateOf('asked again', asked, BOUND_MS[instances]),
  };
}

interface Killed {
  readonly service: string;
  readonly name: string;
  readonly restartFirst: boolean;
}

/** @returns for each call in the air: how long until another process asked about it. */
async function killOnce(theatre: Theatre, { service, name, restartFirst }: Killed): Promise<{ latencies: number[]; problems: string[] }> {
  const { folder, stack } = theatre;
  const pid = stack.pids[name] ?? 0;
  const at = Date.now();
  await stack.kill(name);
  const inTheAir = inFlightOf(folder, service, pid);
  if (restartFirst) await theatre.restart(name);
  const waiting = new Set(inTheAir.map((line) => line.key));
  const latencies: number[] = [];
  while (waiting.size > 0 && Date.now() - at < GIVE_UP_MS) {
    const asked = askedAfter(folder, service, pid, at);
    for (const key of [...waiting]) {
      const askedAt = asked.get(key);
      if (askedAt === undefined) continue;
      latencies.push(askedAt - at);
      waiting.delete(key);
    }
    // A fact by outbox may have answered a call before anybody had to ask.
    for (const key of await answered(theatre, service, [...waiting])) waiting.delete(key);
    await delay(25);
  }
  if (!restartFirst) await theatre.restart(name);
  return { latencies, problems: [...waiting].map((key) => `nobody asks about ${key} after the death of ${name}`) };
}

async function answered(theatre: Theatre, service: string, keys: readonly string[]): Promise<string[]> {
  if (keys.length === 0) return [];
  const sql = `SELECT key FROM svc_${service}.call WHERE key = ANY($1::text[]) AND status = 'done'`;
  return (await theatre.database.rows<{ key: string }>(sql, [keys])).map((row) => row.key);
}
