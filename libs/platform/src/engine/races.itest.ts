import fc from 'fast-check';
import { Database, statement } from '../storage/database';
import { type CounterFact, counted, counterKind, fresh } from '../testing/counter';
import { Bench } from '../testing/engine-under-test';
import { databaseInTurn, pathOn } from '../testing/path-under-test';

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

const KEPT = statement('kept', 'SELECT version, total FROM counter WHERE id = $1');
let run = 0;

const added = (id: string, call?: string): CounterFact => ({
  kind: 'added',
  id,
  by: 1,
  announcements: [counted()],
  commands: call === undefined ? [] : [{ kind: 'pay', key: call, payload: {} }],
});

it('an idempotent command in flight twice, beside the facts of others, has one effect in every order of their statements', async () => {
  const property = fc.asyncProperty(fc.scheduler(), fc.integer({ min: 0, max: 2 }), async (scheduler, others) => {
    run += 1;
    const path = pathOn(
      databaseInTurn(database, (name) => scheduler.schedule(Promise.resolve(), name)),
      bench.clock,
    );
    const [id, other] = [`c${run}`, `d${run}`];
    const tell = (factId: string) => path.write(counterKind, id, added(factId), { fresh: fresh(id) });
    const command = (of: string, factId: string) =>
      path.write(counterKind, of, added(factId, `pay-${run}`), { fresh: fresh(of), idempotency: { key: `key-${run}`, input: { run } } });
    const facts = [...Array.from({ length: others }, (_, n) => tell(`fact-${n}`)), tell('told-twice'), tell('told-twice')];
    const commands = [command(id, 'asked'), command(other, 'asked again')];
    const [answers] = await scheduler.waitFor(Promise.all([Promise.all(commands), Promise.all(facts)]));

    const [first, second] = answers;
    if (!first || !second || 'ok' in first || 'ok' in second) throw new Error('refused');
    expect(first.replayed).toBe(!second.replayed);
    expect(first.state.id).toBe(second.state.id);
    expect(first.calls.length + second.calls.length).toBe(1);
    const kept = await Promise.all([id, other].map((of) => bench.database.rows<{ version: number; total: number }>(KEPT, [of])));
    expect(kept.flat().reduce((sum, row) => sum + row.total, 0)).toBe(others + 2);
    for (const row of kept.flat()) expect(row.version).toBe(row.total);
  });
  await fc.assert(property, { numRuns: 40 });
});
