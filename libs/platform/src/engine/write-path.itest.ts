import { refused } from '@meridian/kernel/outcome';
import { Client } from 'pg';
import { closeCaseFile, listCaseFiles } from '../cases';
import { statement } from '../storage/database';
import { ENGINE_APPEND_ONLY } from '../storage/engine-tables.migration';
import { storyOf } from '../story';
import { type Added, COUNTED, type Counter, type CounterFact, counted, counterKind, fresh, handlerOf, ORDER_NO } from '../testing/counter';
import { Bench, type EngineUnderTest } from '../testing/engine-under-test';
import { gate, until } from '../testing/until';
import { inTrace, newTrace, traceIdOf } from '../trace';
import { Vault } from '../vault';
import { type AggregateKind, Refused } from './types';

let bench: Bench;
let one: EngineUnderTest;
beforeEach(async () => {
  bench = await Bench.open();
  one = await bench.engine({ pay: handlerOf() });
});
afterEach(() => bench.close());

const TABLES = ['counter', 'fact_log', 'call', 'exchange', 'case_file', 'idempotency', 'outbox'];
const rows = async () => Object.fromEntries(await Promise.all(TABLES.map(async (table) => [table, await bench.count(table)] as const)));
const added = (id: string, rest: Partial<Added> = {}): Added => ({ kind: 'added', id, by: 1, ...rest });
const key = (input: object = { amount: 1, name: 'x' }, name = 'key-0123456789abcdef') => ({ idempotency: { key: name, input } });
const pay = (name: string) => ({ kind: 'pay', key: name, payload: {} });
const exchange = (name: string) => ({
  operation: 'pay',
  arm: 'accepted',
  sensitive: ['name'],
  exchange: {
    startedAt: bench.clock.now(),
    tookMs: 12.4,
    request: { method: 'POST' as const, url: 'https://channel.example/pay', headers: {}, body: JSON.stringify({ name, amount: 1 }) },
    answer: { status: 200, headers: {}, body: '{}' },
  },
});

describe('a key', () => {
  it('answers a repeat with what was made, and does nothing again', async () => {
    const first = await one.learn('c1', added('f1', { commands: [pay('k1')] }), key());
    const before = await rows();
    const again = await one.learn('another-number', added('f2', { commands: [pay('k2')] }), key({ name: 'x', amount: 1 }));
    expect(again).toMatchObject({ state: first.state, version: 1, replayed: true, rule: 'replay' });
    expect(await rows()).toEqual(before);
    expect(await one.engine.seen(key().idempotency)).toBe('c1');
  });

  it('is refused with another input, whatever the aggregate, and changes nothing', async () => {
    await one.learn('c1', added('f1'), key());
    const before = await rows();
    for (const input of [{ amount: 2, name: 'x' }, { amount: '1', name: 'x' }, { amount: 1 }, {}]) {
      expect(await one.engine.learn(counterKind, 'c2', added('f2'), { fresh: fresh('c2'), ...key(input) })).toEqual(
        refused('IDEMPOTENCY_KEY_REUSED'),
      );
      expect(await one.engine.seen(key(input).idempotency)).toEqual(refused('IDEMPOTENCY_KEY_REUSED'));
    }
    expect(await rows()).toEqual(before);
    expect(await one.engine.seen(key({}, 'another-key-0123456789').idempotency)).toBeUndefined();
  });

  it('of another kind of aggregate is refused, not done a second time', async () => {
    await one.learn('c1', added('f1'), key());
    const empty = { ...counterKind, name: 'empty', table: 'empty_counter' };
    const owner = new Client({ connectionString: bench.schema.ownerUrl });
    await owner.connect();
    await owner.query('CREATE TABLE empty_counter (LIKE counter)');
    await owner.query(`GRANT SELECT, INSERT, UPDATE ON empty_counter TO ${new URL(bench.schema.url).username}`);
    await owner.end();
    expect(await one.engine.learn(empty, 'c1', added('f2'), { fresh: fresh('c1'), ...key() })).toEqual(refused('IDEMPOTENCY_KEY_REUSED'));
    expect(await bench.count('empty_counter')).toBe(0);
  });

  it('has one effect when twenty use it at once, over two processes', async () => {
    const two = await bench.engine({ pay: handlerOf() });
    const all = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        (n % 2 ? one : two).learn(`c${n}`, added(`f${n}`, { commands: [pay(`k${n}`)], announcements: [counted()] }), key()),
      ),
    );
    expect(all.filter((learned) => !learned.replayed)).toHaveLength(1);
    expect(new Set(all.map((learned) => learned.state.id)).size).toBe(1);
    expect(await rows()).toMatchObject({ counter: 1, fact_log: 1, call: 1, idempotency: 1, outbox: 1 });
  });

  it('stays free when the command was refused', async () => {
    await one.learn('c1', { kind: 'closed', id: 'f1' });
    expect(await one.engine.learn(counterKind, 'c1', added('f2'), key())).toEqual(refused('ORDER_ENDED'));
    expect(await one.engine.seen(key().idempotency)).toBeUndefined();
    expect(await one.learn('c2', added('f1'), key({ other: 'input' }))).toMatchObject({ version: 1, replayed: false });
  });
});

describe('a fact', () => {
  it('counts once under its id, told again or twenty times at once', async () => {
    const all = await Promise.all(Array.from({ length: 20 }, () => one.learn('c1', added('f1', { announcements: [counted()] }))));
    expect(all.filter((learned) => learned.rule === 'move')).toHaveLength(1);
    expect(await one.learn('c1', added('f1', { by: 100 }))).toMatchObject({ rule: 'replay', version: 1, state: { total: 1 } });
    expect(await rows()).toMatchObject({ counter: 1, fact_log: 1, outbox: 1 });
    expect(await one.learn('c2', added('f1'))).toMatchObject({ rule: 'move', version: 1 });
  });

  it('raises the version by exactly one; the log has no gap and leads from state to state', async () => {
    await Promise.all(Array.from({ length: 12 }, (_, n) => one.learn('c1', added(`f${n}`))));
    await one.learn('c1', { kind: 'closed', id: 'end' });
    const log = await bench.database.rows<{ version: number; from_phase: string; to_phase: string }>(
      statement(
        'log',
        "SELECT version, from_phase, to_phase FROM fact_log WHERE aggregate = 'counter' AND aggregate_id = 'c1' ORDER BY version",
      ),
    );
    expect(log.map((row) => row.version)).toEqual(Array.from({ length: 13 }, (_, n) => n + 1));
    expect(log.at(-1)).toMatchObject({ from_phase: 'OPEN', to_phase: 'CLOSED' });
    expect(await one.read('c1')).toMatchObject({ version: 13, state: { total: 12, phase: 'CLOSED' } });
  });

  it.each(['note', 'alarm', 'revert'] as const)('met with %s is on record, the state unchanged', async (rule) => {
    await one.learn('c1', added('f1'));
    const learned = await one.learn('c1', added('f2', { rule, cases: [{ reason: 'odd', evidence: { why: 'x' } }] }));
    expect(learned).toMatchObject({ rule, version: 2, state: { total: 1 } });
    expect(await rows()).toMatchObject({ fact_log: 2, case_file: 1 });
  });

  it('that changes nothing leaves no trace', async () => {
    await one.learn('c1', added('f1'));
    const before = await rows();
    expect(await one.learn('c1', added('f2', { rule: 'replay', commands: [pay('k1')], announcements: [counted()] }))).toMatchObject({
      version: 1,
    });
    expect(await rows()).toEqual(before);
  });

  it('that is refused changes nothing, the answered call included', async () => {
    await (await one.learn('c1', added('f1', { commands: [pay('k1')] }))).settled;
    await one.learn('c1', { kind: 'closed', id: 'f2' });
    const [before, call] = [await rows(), await bench.call('k1')];
    const closes = { key: 'k1', heard: 'paid', exchanges: [exchange('张三')] };
    expect(await one.engine.learn(counterKind, 'c1', added('f3'), { ...key(), closes })).toEqual(refused('ORDER_ENDED'));
    expect(await one.engine.learn(counterKind, 'nobody', added('f1'))).toEqual(refused('AGGREGATE_UNKNOWN', 'nobody'));
    expect(await rows()).toEqual(before);
    expect(await bench.call('k1')).toEqual(call);
  });

  it('is refused by a rule beside the aggregate, with all of it', async () => {
    const claimed: AggregateKind<Counter, CounterFact> = {
      ...counterKind,
      alongside: async () => Promise.reject(new Refused(refused('BILL_CLAIMED'))),
    };
    expect(await one.engine.learn(claimed, 'c1', added('f1', { commands: [pay('k1')] }), { fresh: fresh('c1'), ...key() })).toEqual(
      refused('BILL_CLAIMED'),
    );
    expect(Object.values(await rows())).toEqual(TABLES.map(() => 0));
  });

  it('is tried again after a lost race on a unique rule: two that found an aggregate both count', async () => {
    const both = gate();
    let decided = 0;
    // Both have found nothing before the first of them commits: the other's insert must lose.
    const racing: AggregateKind<Counter, CounterFact> = {
      ...counterKind,
      decide: (state, fact, at) => {
        decided += 1;
        if (decided === 2) both.open();
        return counterKind.decide(state, fact, at);
      },
      alongside: () => both.passed,
    };
    const learn = (id: string) => one.engine.learn(racing, 'c1', added(id), { fresh: fresh('c1') });
    await Promise.all([learn('f1'), learn('f2')]);
    expect(await one.read('c1')).toMatchObject({ version: 2, state: { total: 2 } });
    expect(decided).toBe(3);
  });
});

describe('one commit', () => {
  const all = added('f1', { commands: [pay('k1')], announcements: [counted()], cases: [{ reason: 'odd', evidence: {} }] });

  it('holds the state, the fact, the intent, the outbox and the case', async () => {
    const trace = newTrace();
    await inTrace(trace, () => one.learn('c1', all, key()));
    expect(await rows()).toEqual({ counter: 1, fact_log: 1, call: 1, exchange: 0, case_file: 1, idempotency: 1, outbox: 1 });
    const [row] = await bench.database.rows<{ id: string; envelope: string }>(statement('outbox', 'SELECT id, envelope FROM outbox'));
    expect(row?.id).toBe('test.c1.1');
    const envelope = JSON.parse(row?.envelope ?? '') as { traceparent: string };
    expect(envelope).toMatchObject({
      specversion: '1.0',
      id: 'test.c1.1',
      type: COUNTED,
      subject: 'c1',
      source: '/hospital/H45020000001/test',
      data: { n: 1 },
    });
    expect(traceIdOf(envelope.traceparent)).toBe(traceIdOf(trace));
  });

  it('that fails at its very end leaves nothing, and no call is made', async () => {
    const poisoned = { ...all, announcements: [counted(), { subject: 'fact.test.poison.v1', data: {} }] };
    await expect(one.learn('c1', poisoned, key())).rejects.toThrow('poisoned');
    expect(Object.values(await rows())).toEqual(TABLES.map(() => 0));
    expect(await one.learn('c1', all, key())).toMatchObject({ version: 1, replayed: false });
  });

  it('that its process does not live to see leaves nothing, and the process next to it is unharmed', async () => {
    const inside = gate();
    const dying: AggregateKind<Counter, CounterFact> = {
      ...counterKind,
      alongside: async (sql) => {
        await sql.rows(statement('alive', 'SELECT 1'));
        inside.open();
        await new Promise((resolve) => setImmediate(resolve));
        one.link.cut();
      },
    };
    await expect(one.engine.learn(dying, 'c1', all, { fresh: fresh('c1'), ...key() })).rejects.toThrow();
    await inside.passed;
    const two = await bench.engine({ pay: handlerOf() });
    await until(async () => Object.values(await rows()).every((count) => count === 0));
    expect(await two.learn('c1', all, key())).toMatchObject({ version: 1, replayed: false });
    // The engine whose line was cut finds its way back by itself.
    one.link.mend();
    expect(await until(() => one.learn('c1', added('f2')).catch(() => undefined))).toMatchObject({ version: 2 });
  });

  it('is none when a step of it had failed, even if somebody looked away', async () => {
    const looksAway = one.database.transaction(async (sql) => {
      await sql.run(statement('key', "INSERT INTO idempotency VALUES ('k', '', 'a', 'b', now())"));
      await sql.run(statement('wrong', 'SELECT 1/0')).catch(() => undefined);
    });
    await expect(looksAway).rejects.toThrow('ROLLBACK');
    expect(await bench.count('idempotency')).toBe(0);
  });
});

describe('what is kept', () => {
  it('cannot be changed by the service: its role has no right to', async () => {
    await one.learn('c1', added('f1', { announcements: [counted()] }), key());
    for (const table of ENGINE_APPEND_ONLY) {
      for (const change of [`DELETE FROM ${table}`, `TRUNCATE ${table}`])
        await expect(bench.database.run(statement(change, change))).rejects.toThrow('permission denied');
    }
  });

  it('shows evidence masked and holds it sealed', async () => {
    await one.learn('c1', added('f1'), { evidence: { key: 'callback.1', exchanges: [exchange('张三')] } });
    const sql = new Client({ connectionString: bench.schema.url });
    await sql.connect();
    const { rows: kept } = await sql.query<{ masked: object; sealed: string; took_ms: number; order_no: string }>('SELECT * FROM exchange');
    await sql.end();
    expect(kept).toHaveLength(1);
    expect(JSON.stringify(kept)).not.toContain('张三');
    expect(kept[0]).toMatchObject({ took_ms: 12, order_no: ORDER_NO, masked: { request: { body: { name: '***', amount: 1 } } } });
    expect(new Vault(Buffer.alloc(32, 1)).open(kept[0]?.sealed ?? '', 'exchange')).toContain('张三');
  });

  it('opens a case once while it is open, and a new one when the same comes up after it was resolved', async () => {
    const odd = { cases: [{ reason: 'odd', evidence: {} }] };
    await one.learn('c1', added('f1', odd));
    await one.learn('c1', added('f2', odd));
    const open = () => listCaseFiles(bench.database, 'test', { state: 'open' });
    expect((await open()).map((file) => file.caseId)).toEqual(['c1:odd']);
    expect(await closeCaseFile(bench.database, 'c1:odd', { resolution: 'keep', resolvedBy: 'P1', note: 'n', at: bench.clock.now() })).toBe(
      true,
    );
    expect(await closeCaseFile(bench.database, 'c1:odd', { resolution: 'undo', resolvedBy: 'P2', note: 'n', at: bench.clock.now() })).toBe(
      false,
    );
    expect(await open()).toEqual([]);
    await one.learn('c1', added('f3', odd));
    expect((await open()).map((file) => file.caseId)).toEqual(['c1:odd:3']);
    const all = await listCaseFiles(bench.database, 'test', { state: 'all', orderNo: ORDER_NO });
    expect(all.map((file) => file.resolution)).toEqual(['keep', undefined]);
  });

  it('tells the story of the order in the order it happened', async () => {
    const answer = { kind: 'answered' as const, id: 'a1', key: 'k1' };
    await (await one.learn('c1', added('f1', { commands: [pay('k1')], announcements: [counted()] }))).settled;
    bench.clock.pass(1000);
    await one.learn('c1', answer, { closes: { key: 'k1', heard: 'paid', exchanges: [exchange('张三')] } });
    const story = await storyOf(bench.database, 'test', ORDER_NO);
    expect(story.map((entry) => entry.kind).sort()).toEqual(['answer', 'event', 'exchange', 'fact', 'fact', 'intent']);
    expect(story.map((entry) => entry.at)).toEqual([...story.map((entry) => entry.at)].sort((a, b) => a - b));
    expect(JSON.stringify(story)).not.toContain('张三');
    expect(await storyOf(bench.database, 'test', 'another')).toEqual([]);
  });
});
