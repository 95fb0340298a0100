import { refused } from '@meridian/kernel/outcome';
import { Client } from 'pg';
import { closeCaseFile, listCaseFiles } from '../cases';
import { statement } from '../storage/database';
import { ENGINE_APPEND_ONLY } from '../storage/engine-tables.migration';
import { storyOf } from '../story';
import { type Added, COUNTED, type Counter, type CounterFact, counted, counterKind, fresh, handlerOf, ORDER_NO } from '../testing/counter';
import { Bench, type EngineUnderTest } from '../testing/engine-under-test';
import { until } from '../testing/until';
import { inTrace, newTrace, traceIdOf } from '../trace';
import { Vault } from '../vault';
import { unsealed } from './evidence-store';
import type { AggregateKind } from './types';

const VAULT = new Vault(Buffer.alloc(32, 1));

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

/** Claims a name beside the counter; a name is claimed once. */
const claiming = (name: string): AggregateKind<Counter, CounterFact> => ({
  ...counterKind,
  alongside: (_before, { id }) => [
    { name: 'claimed_name', text: (place) => `INSERT INTO counter_claim SELECT ${place(name)}, ${place(id)} FROM moved` },
  ],
  refusalOf: (constraint) => (constraint === 'counter_claim_pkey' ? refused('BILL_CLAIMED') : undefined),
});
/** Its commit takes this long. */
const dawdling = (seconds: number): AggregateKind<Counter, CounterFact> => ({
  ...counterKind,
  alongside: () => [{ name: 'dawdled', text: () => `INSERT INTO counter_claim SELECT 'x' || pg_sleep(${seconds}), 'c' FROM moved` }],
});
const DAWDLER = statement('dawdler', "SELECT pid FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND usename = current_user");
const dawdler = () => until(async () => (await bench.database.rows<{ pid: number }>(DAWDLER))[0]?.pid);
const endDawdler = async () => bench.database.rows(statement('end', 'SELECT pg_terminate_backend($1)'), [await dawdler()]);

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
    await owner.query('CREATE TABLE empty_counter (LIKE counter INCLUDING ALL)');
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
    expect(await one.engine.learn(claiming('sheet'), 'c1', added('f1'), { fresh: fresh('c1') })).toMatchObject({ version: 1 });
    const before = await rows();
    const second = { fresh: fresh('c2'), ...key() };
    expect(await one.engine.learn(claiming('sheet'), 'c2', added('f1', { commands: [pay('k1')] }), second)).toEqual(
      refused('BILL_CLAIMED'),
    );
    expect(await rows()).toEqual(before);
  });

  it('is replayed, not refused, when the rule was broken by the very same command told twice at once', async () => {
    const two = await bench.engine({ pay: handlerOf() });
    const tell = (by: EngineUnderTest, id: string) => by.engine.learn(claiming('sheet'), id, added('f1'), { fresh: fresh(id), ...key() });
    const both = await Promise.all([tell(one, 'c1'), tell(two, 'c2'), tell(one, 'c3'), tell(two, 'c4')]);
    expect(both.map((learned) => learned.ok && learned.replayed).filter((replayed) => !replayed)).toEqual([false]);
    expect(new Set(both.map((learned) => learned.ok && learned.state.id)).size).toBe(1);
    expect(await bench.count('counter')).toBe(1);
  });

  it('is decided again when another process has moved the aggregate since', async () => {
    const two = await bench.engine({ pay: handlerOf() });
    for (let n = 0; n < 3; n++) {
      await one.learn('c1', added(`one-${n}`));
      await two.learn('c1', added(`two-${n}`));
    }
    const all = Array.from({ length: 12 }, (_, n) => (n % 2 ? one : two).learn('c1', added(`both-${n}`)));
    const versions = (await Promise.all(all)).map((learned) => learned.version);
    expect(versions.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, n) => n + 7));
    expect(await one.read('c1')).toMatchObject({ version: 18, state: { total: 18 } });
  });

  it('that another process has written is known here too', async () => {
    const two = await bench.engine({ pay: handlerOf() });
    await one.learn('c1', added('f1'));
    await two.learn('c1', added('f2'));
    await two.learn('c1', { kind: 'closed', id: 'end' });
    expect(await one.learn('c1', added('f2'))).toMatchObject({ rule: 'replay', version: 3 });
    expect(await one.engine.learn(counterKind, 'c1', added('f3'))).toEqual(refused('ORDER_ENDED'));
  });

  it('is kept from an aggregate that is guarded against it, judged by what the aggregate has become', async () => {
    const two = await bench.engine({ pay: handlerOf() });
    const guard = ({ total }: Counter) => (total > 1 ? refused('CASE_RESOLVED') : undefined);
    await one.learn('c1', added('f1'), { guard });
    await two.learn('c1', added('f2'));
    expect(await one.engine.learn(counterKind, 'c1', added('f3'), { guard })).toEqual(refused('CASE_RESOLVED'));
    expect(await one.read('c1')).toMatchObject({ version: 2 });
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

  it('that the server breaks off leaves nothing, and the engine finds its way back', async () => {
    const broken = one.engine.learn(dawdling(60), 'c1', all, { fresh: fresh('c1'), ...key() });
    await Promise.all([expect(broken).rejects.toThrow(), endDawdler()]);
    expect(Object.values(await rows())).toEqual(TABLES.map(() => 0));
    expect(await until(() => one.learn('c1', all, key()).catch(() => undefined))).toMatchObject({ version: 1, replayed: false });
  });

  it('whose process does not live to hear of it stands whole, and the process next to it knows', async () => {
    const unheard = one.engine.learn(dawdling(1), 'c1', all, { fresh: fresh('c1'), ...key() });
    await dawdler();
    one.link.cut();
    await expect(unheard).rejects.toThrow();
    const two = await bench.engine({ pay: handlerOf() });
    await until(async () => (await bench.count('counter')) === 1);
    expect(await rows()).toEqual({ counter: 1, fact_log: 1, call: 1, exchange: 0, case_file: 1, idempotency: 1, outbox: 1 });
    expect(await two.learn('c1', all, key())).toMatchObject({ version: 1, replayed: true });
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
    const { rows: kept } = await sql.query<{ sensitive: string[]; sealed: Buffer; took_ms: number; order_no: string }>(
      'SELECT * FROM exchange',
    );
    await sql.end();
    expect(kept).toHaveLength(1);
    expect(JSON.stringify(kept)).not.toContain('张三');
    const [row] = kept;
    expect(row).toMatchObject({ took_ms: 12, order_no: ORDER_NO, sensitive: ['name'] });
    expect(row?.sealed.includes(Buffer.from('amount'))).toBe(false);
    const shown = unsealed(VAULT, row?.sealed ?? Buffer.of(), ['name']);
    expect(shown).toMatchObject({ request: { body: { name: '***', amount: 1 } } });
    expect(unsealed(VAULT, row?.sealed ?? Buffer.of(), [])).toMatchObject({ request: { body: { name: '张三' } } });
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
    const story = await storyOf({ database: bench.database, vault: VAULT }, 'test', ORDER_NO);
    expect(story.map((entry) => entry.kind).sort()).toEqual(['answer', 'event', 'exchange', 'fact', 'fact', 'intent']);
    expect(story.map((entry) => entry.at)).toEqual([...story.map((entry) => entry.at)].sort((a, b) => a - b));
    expect(JSON.stringify(story)).not.toContain('张三');
    expect(await storyOf({ database: bench.database, vault: VAULT }, 'test', 'another')).toEqual([]);
  });
});
