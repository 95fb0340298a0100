import { type TestNats, testNats } from '@meridian/testing/test-nats';
import { connectNats } from '../bus/connection';
import { createLogger } from '../logger';
import { statement } from '../storage/database';
import { COUNTED, type CounterFact, counted, handlerOf } from '../testing/counter';
import { Bench, type EngineUnderTest } from '../testing/engine-under-test';
import { deleteStream, published } from '../testing/facts-under-test';
import { Link } from '../testing/link';
import { databaseInTurn, type Turn } from '../testing/path-under-test';
import { gate, until } from '../testing/until';
import { OutboxRelay } from './relay';

let bench: Bench;
let nats: TestNats;
let one: EngineUnderTest;
let relays: OutboxRelay[];
beforeEach(async () => {
  [bench, nats] = await Promise.all([Bench.open(), testNats()]);
  one = await bench.engine();
  relays = [];
});
afterEach(async () => {
  await Promise.all(relays.map((relay) => relay.stop()));
  await bench.close();
  await nats.close();
});

const logger = createLogger('test', 'silent');

function relay(of: EngineUnderTest, turn: Turn = async () => undefined): OutboxRelay {
  const started = new OutboxRelay(databaseInTurn(of.database, turn), nats.connection, logger);
  relays.push(started);
  started.start();
  return started;
}

const tell = (id: string, factId: string, n = 1) =>
  one.learn(id, { kind: 'added', id: factId, by: 1, announcements: Array.from({ length: n }, () => counted()) });

it('publishes what was committed, in the order of the commits, under the fact’s id', async () => {
  for (let n = 1; n <= 5; n++) await tell('c1', `f${n}`);
  await tell('c2', 'f1', 3);
  const working = relay(one);
  const ids = ['test.c1.1', 'test.c1.2', 'test.c1.3', 'test.c1.4', 'test.c1.5', 'test.c2.1', 'test.c2.1.1', 'test.c2.1.2'];
  await until(async () => (await published(nats)).length === ids.length);
  expect(await published(nats)).toEqual(ids);
  await until(async () => (await working.lag()).rows === 0);
  await tell('c1', 'f6');
  working.wake();
  await until(async () => (await published(nats)).at(-1) === 'test.c1.6');
});

it('carries more than one reading holds', async () => {
  for (let n = 0; n < 5; n++) await tell(`c${n}`, 'f1', 90);
  relay(one);
  await until(async () => (await published(nats)).length === 450);
  expect(new Set(await published(nats)).size).toBe(450);
});

it('keeps an aggregate’s order when two processes write it', async () => {
  const two = await bench.engine({ pay: handlerOf() });
  const fact = (n: number): CounterFact => ({ kind: 'added', id: `f${n}`, by: 1, announcements: [counted()] });
  const all = Array.from({ length: 10 }, (_, n) => (n % 2 ? one : two).learn('c1', fact(n)));
  await Promise.all(all);
  relay(one);
  await until(async () => (await published(nats)).length === 10);
  expect(await published(nats)).toEqual(Array.from({ length: 10 }, (_, n) => `test.c1.${n + 1}`));
});

it('skips nothing that a long transaction commits after younger ones', async () => {
  const [written, mayCommit] = [gate(), gate()];
  const slow = bench.database.transaction(async (sql) => {
    const row = statement('slow', "INSERT INTO outbox (id, subject, order_no, envelope, at) VALUES ('test.slow.1', $1, '', $2, now())");
    await sql.run(row, [COUNTED, JSON.stringify({ id: 'test.slow.1' })]);
    written.open();
    await mayCommit.passed;
  });
  await written.passed;
  await tell('quick', 'f1');
  let looks = 0;
  relay(one, async (name) => {
    if (name === 'outbox-next') looks += 1;
  });
  await until(() => looks >= 3);
  expect(await published(nats)).toEqual([]);
  mayCommit.open();
  await slow;
  await until(async () => (await published(nats)).length === 2);
  await tell('quick', 'f2');
  await until(async () => (await published(nats)).length === 3);
  expect((await published(nats)).toSorted()).toEqual(['test.quick.1', 'test.quick.2', 'test.slow.1']);
});

it('publishes again what it could not note as published: at least once, and once in the stream', async () => {
  let failures = 0;
  await tell('c1', 'f1');
  const working = relay(one, async (name) => {
    if (name === 'outbox-advance' && failures++ === 0) throw new Error('the database is away');
  });
  await until(async () => (await working.lag()).rows === 0);
  expect(failures).toBe(2);
  expect(await published(nats)).toEqual(['test.c1.1']);
});

it('waits for a broker that is away, and loses nothing', async () => {
  const link = await Link.to(nats.url);
  const connection = await connectNats(link.url, 'relay');
  const working = new OutboxRelay(one.database, connection, logger);
  relays.push(working);
  working.start();
  await tell('c1', 'f1');
  await until(async () => (await published(nats)).length === 1);
  link.cut();
  await tell('c1', 'f2');
  await tell('c1', 'f3');
  link.mend();
  await until(async () => (await published(nats)).length === 3);
  expect(await published(nats)).toEqual(['test.c1.1', 'test.c1.2', 'test.c1.3']);
  await working.stop();
  await connection.close();
  link.close();
});

it('publishes everything again when the stream is new', async () => {
  for (let n = 1; n <= 3; n++) await tell('c1', `f${n}`);
  relay(one);
  await until(async () => (await published(nats)).length === 3);
  await deleteStream(nats);
  await until(async () => (await published(nats)).length === 3);
  expect(await published(nats)).toEqual(['test.c1.1', 'test.c1.2', 'test.c1.3']);
  await tell('c1', 'f4');
  await until(async () => (await published(nats)).length === 4);
});

// The one connection whose lock makes a relay the one that works; a role may end its own.
const HOLDERS = `FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE locktype = 'advisory' AND objsubid = 1 AND usename = current_user`;
const END_HOLDER = statement('end-holder', `SELECT pg_terminate_backend(pid) ${HOLDERS}`);
const HOLDER = statement('holder', `SELECT pid ${HOLDERS}`);

it('works alone: a relay that lost its lock stops, though it could go on', async () => {
  const two = await bench.engine();
  const looks = [0, 0];
  for (const [index, process] of [one, two].entries()) {
    relay(process, async (name) => {
      if (name === 'outbox-next') looks[index] = (looks[index] ?? 0) + 1;
    });
  }
  const total = (): number => (looks[0] ?? 0) + (looks[1] ?? 0);
  for (let n = 1; n <= 3; n++) {
    const [former] = await until(async () => {
      const holders = await bench.database.rows<{ pid: number }>(HOLDER);
      return holders.length === 1 ? holders : undefined;
    });
    const before = [...looks];
    const then = total();
    await until(() => total() > then + 10);
    expect(looks.filter((count, index) => count > (before[index] ?? 0))).toHaveLength(1);
    await tell('c1', `f${n}`);
    await until(async () => (await published(nats)).length === n);
    await bench.database.run(END_HOLDER);
    await until(async () => {
      const [holder] = await bench.database.rows<{ pid: number }>(HOLDER);
      return holder !== undefined && holder.pid !== former?.pid;
    });
  }
});

it('is followed by the next when it ends', async () => {
  const two = await bench.engine();
  const first = relay(one);
  await tell('c1', 'f1');
  await until(async () => (await published(nats)).length === 1);
  relay(two);
  await first.stop();
  await tell('c1', 'f2');
  await until(async () => (await published(nats)).length === 2);
  expect(await published(nats)).toEqual(['test.c1.1', 'test.c1.2']);
});

it('does not undo its successor’s start from the beginning', async () => {
  const two = await bench.engine();
  const [advancing, mayAdvance, starting, mayStart] = [gate(), gate(), gate(), gate()];
  for (let n = 1; n <= 3; n++) await tell('c1', `f${n}`);
  const first = relay(one, async (name) => {
    if (name !== 'outbox-advance') return;
    advancing.open();
    await mayAdvance.passed;
  });
  await advancing.passed;
  await deleteStream(nats);
  one.link.cut();
  one.link.mend();
  relay(two, async (name) => {
    if (name !== 'outbox-next') return;
    starting.open();
    await mayStart.passed;
  });
  await starting.passed;
  mayAdvance.open();
  await first.stop();
  mayStart.open();
  await until(async () => (await published(nats)).length === 3);
});
