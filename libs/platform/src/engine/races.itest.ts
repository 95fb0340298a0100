import fc from 'fast-check';
import type { Clock } from '@meridian/kernel/clock';
import { Database, type Sql } from '../storage/database';
import { counted, type CounterFact, counterKind, fresh } from '../testing/counter';
import { Bench } from '../testing/engine-under-test';
import { Vault } from '../vault';
import { CallStore } from './call-store';
import { DecisionLog } from './decision-log';
import { EvidenceStore } from './evidence-store';
import { WritePath } from './write-path';

let bench: Bench;
let database: Database;
beforeAll(async () => {
  bench = await Bench.open();
  database = await Database.connect(bench.schema.url);
});
afterAll(async () => {
  await database.close();
  await bench.close();
});

/** A write path whose every statement waits for its turn, which the scheduler gives: the transactions interleave as it likes. */
function pathUnder(scheduler: fc.Scheduler, clock: Clock): WritePath {
  const turn = (what: string) => scheduler.schedule(Promise.resolve(), what);
  const inTurn = (sql: Sql): Sql => ({
    rows: async (statement, values) => {
      await turn(statement.name);
      return sql.rows(statement, values);
    },
    run: async (statement, values) => {
      await turn(statement.name);
      return sql.run(statement, values);
    },
  });
  const calls = new CallStore(
    () => 0,
    () => 10_000,
  );
  return new WritePath({
    database: { transaction: (work) => database.transaction((sql) => work(inTurn(sql))) },
    clock,
    calls,
    evidence: new EvidenceStore(new Vault(Buffer.alloc(32))),
    log: new DecisionLog({ service: 'test', hospitalId: 'H1' }, calls),
  });
}

let run = 0;

it('an idempotent command in flight twice, beside the facts of others, has one effect in every order of their statements', async () => {
  const others = fc.integer({ min: 0, max: 2 });
  const property = fc.asyncProperty(fc.scheduler(), others, async (scheduler, facts) => {
    const path = pathUnder(scheduler, bench.clock);
    run += 1;
    const [id, other] = [`c${run}`, `d${run}`];
    const command = (of: string, factId: string) =>
      path.write(counterKind, of, added(factId, `pay-${run}`), {
        fresh: fresh(of),
        idempotency: { key: `key-${run}`, input: { run } },
      });
    const told = Array.from({ length: facts }, (_, n) => path.write(counterKind, id, added(`fact-${n}`), { fresh: fresh(id) }));
    const twice = [path.write(counterKind, id, added('told-twice'), { fresh: fresh(id) }), path.write(counterKind, id, added('told-twice'), { fresh: fresh(id) })];
    const commands = [command(id, 'asked'), command(other, 'asked again')];
    const [answers] = await scheduler.waitFor(Promise.all([Promise.all(commands), Promise.all([...told, ...twice])]));

    const [first, second] = answers;
    if (!first || !second || 'ok' in first || 'ok' in second) throw new Error('refused');
    expect([first.replayed, second.replayed].sort()).toEqual([false, true]);
    expect(first.state.id).toBe(second.state.id);
    expect(first.calls.length + second.calls.length).toBe(1);
    const made = await Promise.all([id, other].map(async (of) => (await bench.database.rows<{ version: number; total: number }>(VERSIONS, [of]))[0]));
    const total = made.reduce((sum, row) => sum + (row?.total ?? 0), 0);
    expect(total).toBe(facts + 2);
    for (const row of made) if (row) expect(row.version).toBe(row.total);
  });
  await fc.assert(property, { numRuns: 40 });
});

const VERSIONS = { name: 'versions', text: 'SELECT version, total FROM counter WHERE id = $1' };

const added = (id: string, call?: string): CounterFact => ({
  kind: 'added',
  id,
  by: 1,
  announcements: [counted()],
  commands: call === undefined ? [] : [{ kind: 'pay', key: call, payload: {} }],
});
