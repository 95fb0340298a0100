import { rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { deliveries, factsSoFar } from './deliveries';
import { type DrillResult, lateOf, measuredOf } from './figures';
import { Load } from './load';
import type { Random } from './random';
import { problemsIn, type Theatre } from './theatre';

export interface ServerOptions {
  readonly rounds: number;
  readonly patients: number;
}

/** Everything is delivered again within this (money law 7). */
const REDELIVERED_WITHIN_MS = 60_000;
/** Money is written again within this after the death of a server, its restart included. */
const WRITTEN_WITHIN_MS = 5_000;
/** Longer than the bound, so that a late delivery is told from a lost one. */
const GIVE_UP_MS = 120_000;
const BOOKS_PATIENCE_MS = 90_000;
const LOOK_EVERY_MS = 20;
const QUIET_MS = [1_500, 3_000] as const;

interface Blow {
  readonly drill: string;
  readonly injected: string;
  readonly server: 'postgres' | 'nats';
  /** Between the death and the restart. */
  readonly meanwhile: (theatre: Theatre) => void;
}

export const BLOWS = {
  postgres: {
    drill: 'PostgreSQL, kill -9',
    injected: 'SIGKILL of PostgreSQL, then a restart',
    server: 'postgres',
    meanwhile: () => undefined,
  },
  nats: { drill: 'NATS, kill -9', injected: 'SIGKILL of the broker, then a restart', server: 'nats', meanwhile: () => undefined },
  jetstream: {
    drill: 'JetStream, all data deleted',
    injected: 'SIGKILL of the broker, its whole store removed, then a restart',
    server: 'nats',
    meanwhile: ({ stack }) => rmSync(path.join(stack.folder, 'jetstream'), { recursive: true }),
  },
} as const satisfies Record<string, Blow>;

/** Ends a server under load and starts it again: how long until money is written again, and until every consumer has every fact. */
export async function serverDrill(theatre: Theatre, random: Random, blow: Blow, { rounds, patients }: ServerOptions): Promise<DrillResult> {
  const load = await Load.start(theatre, random, patients);
  const [up, written, delivered]: [number[], number[], number[]] = [[], [], []];
  const problems: string[] = [];
  for (let round = 0; round < rounds; round++) {
    await delay(QUIET_MS[0] + random.below(QUIET_MS[1] - QUIET_MS[0]));
    const at = Date.now();
    await theatre.stack.kill(blow.server);
    blow.meanwhile(theatre);
    await theatre.restart(blow.server);
    up.push(Date.now() - at);
    written.push((await untilWritten(theatre)) - at);
    const all = await untilDelivered(theatre, at);
    delivered.push(all.at - at);
    problems.push(...all.problems);
  }
  const { flows, problems: stuck } = await load.stop();
  problems.push(...stuck, ...problemsIn(await theatre.books(BOOKS_PATIENCE_MS)));
  problems.push(...(await lackingOf(theatre, await factsSoFar(theatre))));
  const [firstWrite, everybody] = [measuredOf(written), measuredOf(delivered)];
  return {
    drill: blow.drill,
    injected: `${blow.injected}; ${flows} flows meanwhile`,
    times: rounds,
    recovered: delivered.filter((ms) => ms <= REDELIVERED_WITHIN_MS).length,
    measured: { 'up again': measuredOf(up), 'first write': firstWrite, 'everybody has every fact': everybody },
    problems,
    late: [
      ...lateOf('first write', firstWrite, WRITTEN_WITHIN_MS),
      ...lateOf('everybody has every fact', everybody, REDELIVERED_WITHIN_MS),
    ],
  };
}

const STEPS = ['svc_order', 'svc_payment', 'svc_insurance'].map((schema) => `SELECT count(*) AS steps FROM ${schema}.fact_log`);
const ALL_STEPS = `SELECT sum(steps)::int AS steps FROM (${STEPS.join(' UNION ALL ')}) AS counted`;

/** Until one more step of any order is committed. @throws when none is */
async function untilWritten(theatre: Theatre): Promise<number> {
  const steps = async (): Promise<number> => (await theatre.database.rows<{ steps: number }>(ALL_STEPS))[0]?.steps ?? 0;
  const before = await steps();
  const end = Date.now() + GIVE_UP_MS;
  while ((await steps()) === before) {
    if (Date.now() > end) throw new Error('no money is written any more');
    await delay(LOOK_EVERY_MS);
  }
  return Date.now();
}

/** Until the stream holds every fact there was after the blow, and no consumer lacks one. */
async function untilDelivered(theatre: Theatre, blowAt: number): Promise<{ at: number; problems: string[] }> {
  const facts = await factsSoFar(theatre);
  for (;;) {
    const problems = await lackingOf(theatre, facts).catch((error: Error) => [error.message]);
    const at = Date.now();
    if (problems.length === 0 || at - blowAt > GIVE_UP_MS) return { at, problems };
    await delay(100);
  }
}

/** What is not where it must be of these facts. */
async function lackingOf(theatre: Theatre, facts: readonly string[]): Promise<string[]> {
  const { inStream, missing, problems } = await deliveries(theatre, facts);
  return [
    ...problems,
    ...Object.entries(missing).flatMap(([consumer, lacks]) => (lacks > 0 ? [`${consumer} lacks ${lacks} of ${facts.length} facts`] : [])),
    ...(inStream < facts.length ? [`the stream holds ${inStream} of ${facts.length} facts`] : []),
  ];
}
