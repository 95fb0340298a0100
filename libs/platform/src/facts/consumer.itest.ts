import { envelopeOf, type TestNats, testNats } from '@meridian/testing/test-nats';
import { createLogger } from '../logger';
import { statement } from '../storage/database';
import { Bench } from '../testing/engine-under-test';
import { countedFact, deleteStream, otherFact } from '../testing/facts-under-test';
import { gate, until } from '../testing/until';
import { FactConsumer, type TakenFact } from './consumer';
import { takeOnce } from './inbox';
import { ensureStream } from './relay';

let bench: Bench;
let nats: TestNats;
let consumers: FactConsumer[];
beforeEach(async () => {
  [bench, nats] = await Promise.all([Bench.open(), testNats()]);
  consumers = [];
});
afterEach(async () => {
  await Promise.all(consumers.map((consumer) => consumer.stop()));
  await bench.close();
  await nats.close();
});

const CONSUMER = 'test-listener';
const fact = (n: number, id = `test.c1.${n}`) => envelopeOf(countedFact, id, { n });
const facts = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => fact(from + at));
const number = (taken: TakenFact): number => (taken.data as { n: number }).n;

function listen(take: (batch: readonly TakenFact[]) => Promise<void>, heard = [countedFact]): FactConsumer {
  const consumer = new FactConsumer(nats.connection, { consumer: CONSUMER, facts: heard, take }, createLogger('test', 'silent'));
  consumers.push(consumer);
  consumer.start();
  return consumer;
}

const COUNT = statement(
  'counted',
  "INSERT INTO outbox (id, subject, order_no, envelope, at) SELECT id, 'effect', 'o', '{}', now() FROM unnest($1::text[]) AS id",
);
/** Writes one row a fact, once. */
const effect = (batch: readonly TakenFact[]) =>
  takeOnce(bench.database, CONSUMER, batch, async (sql, news) => {
    await sql.run(COUNT, [news.map((one, at) => `${number(one)}.${at}.${one.id}`)]);
  });

it('takes facts in batches, in their order', async () => {
  await nats.publish(...facts(1, 250));
  const sizes: number[] = [];
  const seen: number[] = [];
  listen(async (batch) => {
    sizes.push(batch.length);
    seen.push(...batch.map(number));
  });
  await nats.untilTaken(CONSUMER);
  expect(seen).toEqual(Array.from({ length: 250 }, (_, n) => n + 1));
  expect(sizes.length).toBeLessThan(20);
  await nats.publish(fact(251));
  await until(() => seen.at(-1) === 251);
});

it('is given a batch again after it threw', async () => {
  await nats.publish(...facts(1, 5));
  let thrown = 0;
  const seen: number[] = [];
  listen(async (batch) => {
    if (thrown++ === 0) throw new Error('the database is away');
    seen.push(...batch.map(number));
  });
  await nats.untilTaken(CONSUMER);
  expect(seen.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5]);
});

it('does not keep the rest of the facts waiting for one that cannot be taken', async () => {
  await nats.publish(...facts(1, 40));
  const seen = new Set<number>();
  let cured = false;
  listen(async (batch) => {
    if (!cured && batch.some((one) => number(one) === 7)) throw new Error('this one cannot be taken');
    for (const one of batch) seen.add(number(one));
  });
  await until(() => seen.size === 39);
  await nats.publish(...facts(41, 60));
  await until(() => seen.size === 59);
  cured = true;
  await until(() => seen.has(7));
  await nats.untilTaken(CONSUMER);
});

it('has its effect once, however often a fact comes: twice at once, under a suffix, after a death before the acknowledgement', async () => {
  await nats.publish(...facts(1, 3), fact(2), fact(1, 'test.c1.1#2'), ...facts(1, 3));
  let died = false;
  listen(async (batch) => {
    await effect(batch);
    if (!died) {
      died = true;
      throw new Error('died before the acknowledgement');
    }
  });
  await nats.untilTaken(CONSUMER);
  expect(died).toBe(true);
  expect(await bench.count("outbox WHERE subject = 'effect'")).toBe(3);
  expect(await bench.count('inbox')).toBe(3);
});

it('leaves no inbox row for an effect that failed', async () => {
  const failing = takeOnce(bench.database, CONSUMER, [{ ...fact(1), contract: countedFact }], async () => {
    throw new Error('the effect failed');
  });
  await expect(failing).rejects.toThrow('the effect failed');
  expect(await bench.count('inbox')).toBe(0);
  const batch = [{ ...fact(1), contract: countedFact }];
  await Promise.all(Array.from({ length: 8 }, () => effect(batch)));
  expect(await bench.count("outbox WHERE subject = 'effect'")).toBe(1);
});

it('sets aside a fact that breaks its contract, and takes the others', async () => {
  const good = fact(1);
  const publish = (body: string) => nats.connection.jetstream().publish(countedFact.subject, body);
  await publish(JSON.stringify({ ...good, data: { n: 1, surprise: 1 } }));
  await publish(JSON.stringify({ ...good, data: { n: -1 } }));
  await publish(JSON.stringify({ ...good, data: null }));
  await publish(JSON.stringify({ ...good, type: otherFact.subject }));
  await publish(JSON.stringify({ ...good, id: 7 }));
  await publish('null');
  await publish('{');
  await nats.publish(good);
  const seen: TakenFact[] = [];
  listen(async (batch) => {
    seen.push(...batch);
  });
  await nats.untilTaken(CONSUMER);
  expect(seen).toHaveLength(1);
  expect(seen[0]).toMatchObject({ id: good.id, data: { n: 1 }, contract: countedFact });
});

it('goes on from the beginning of a new stream when the old one is lost', async () => {
  await nats.publish(...facts(1, 3));
  const seen: number[] = [];
  listen(async (batch) => {
    seen.push(...batch.map(number));
  });
  await until(() => seen.length === 3);
  await deleteStream(nats);
  await ensureStream(await nats.connection.jetstreamManager());
  await nats.publish(...facts(1, 4));
  await until(() => seen.length === 7);
  expect(seen).toEqual([1, 2, 3, 1, 2, 3, 4]);
});

it('hears a fact that a new release listens to as well, without hearing the old ones again', async () => {
  await nats.publish(...facts(1, 2));
  const seen: string[] = [];
  const take = async (batch: readonly TakenFact[]): Promise<void> => {
    seen.push(...batch.map((one) => `${one.type} ${number(one)}`));
  };
  const old = listen(take);
  await nats.untilTaken(CONSUMER);
  await old.stop();
  listen(take, [countedFact, otherFact]);
  await nats.publish(envelopeOf(otherFact, 'test.c1.9', { n: 9 }), fact(3));
  await until(() => seen.length === 4);
  expect(seen).toEqual([`${countedFact.subject} 1`, `${countedFact.subject} 2`, `${otherFact.subject} 9`, `${countedFact.subject} 3`]);
});

it('finishes the batch it has before it stops', async () => {
  const [taking, mayFinish] = [gate(), gate()];
  await nats.publish(fact(1));
  const consumer = listen(async () => {
    taking.open();
    await mayFinish.passed;
  });
  await taking.passed;
  const stopped = consumer.stop();
  mayFinish.open();
  await stopped;
  await nats.untilTaken(CONSUMER);
});
