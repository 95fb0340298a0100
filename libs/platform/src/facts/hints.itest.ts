import { envelopeOf, type TestNats, testNats } from '@meridian/testing/test-nats';
import { createLogger } from '../logger';
import { statement } from '../storage/database';
import { COUNTED, type Counter, type CounterFact, counterKind, fresh } from '../testing/counter';
import { Bench, type EngineUnderTest } from '../testing/engine-under-test';
import { countedFact, otherFact } from '../testing/facts-under-test';
import { until } from '../testing/until';
import { FactConsumer, type TakenFact } from './consumer';
import { tellHints } from './hints';

let bench: Bench;
let nats: TestNats;
let one: EngineUnderTest;
let consumers: FactConsumer[];
beforeEach(async () => {
  [bench, nats] = await Promise.all([Bench.open(), testNats()]);
  one = await bench.engine();
  consumers = [];
});
afterEach(async () => {
  await Promise.all(consumers.map((consumer) => consumer.stop()));
  await bench.close();
  await nats.close();
});

const logger = createLogger('test', 'silent');
const ENVELOPE = statement('envelopes', 'SELECT envelope FROM outbox ORDER BY seq');
const tell = (subject: string, envelope: string) => tellHints(nats.connection, logger, [{ subject, envelope }]);
const added = (id: string, urgent: boolean): CounterFact => ({
  kind: 'added',
  id,
  by: 1,
  announcements: [{ subject: COUNTED, data: { n: 1 }, ...(urgent ? { urgent: true as const } : {}) }],
});

function listen(take: (batch: readonly TakenFact[]) => Promise<void>): void {
  const listener = { consumer: 'test-listener', facts: [countedFact, otherFact], hints: [countedFact], take };
  const consumer = new FactConsumer(nats.connection, listener, logger);
  consumers.push(consumer);
  consumer.start();
}

/** Hints are heard from when the subscription has reached the broker. */
async function listening(take: (batch: readonly TakenFact[]) => Promise<void>): Promise<void> {
  listen(take);
  await nats.connection.flush();
}

it('an urgent fact is told right after its commit, word for word as the outbox has it', async () => {
  const told: string[] = [];
  one.engine.onAnnounced((hints) => told.push(...hints.map((hint) => `${hint.subject} ${hint.envelope}`)));
  await one.learn('c1', added('f1', false));
  await one.learn('c1', added('f2', true));
  const rows = await bench.database.rows<{ envelope: string }>(ENVELOPE);
  expect(told).toEqual([`${COUNTED} ${rows[1]?.envelope}`]);
});

it('a fact that is told by a hint and comes by outbox too has one effect', async () => {
  const taken: string[] = [];
  await listening(async (batch) => {
    for (const { id } of batch) {
      await one.engine.learn<Counter, CounterFact>(counterKind, 'c1', added(id, false), { fresh: fresh('c1') });
      taken.push(id);
    }
  });
  const fact = envelopeOf(countedFact, 'test.x.1', { n: 1 });
  tell(COUNTED, JSON.stringify(fact));
  await until(() => taken.length === 1);
  await nats.publish(fact);
  await until(() => taken.length === 2);
  expect(taken).toEqual(['test.x.1', 'test.x.1']);
  expect((await one.read('c1'))?.state.total).toBe(1);
});

it('one of several processes hears a hint; what is malformed, or not asked for, is nobody’s', async () => {
  const heard: string[] = [];
  for (let n = 0; n < 3; n++) await listening(async (batch) => void heard.push(...batch.map(({ id }) => id)));
  tell(COUNTED, 'garbage');
  tell(COUNTED, JSON.stringify({ ...envelopeOf(countedFact, 'test.x.1', { n: 1 }), data: { n: 'many' } }));
  tell(otherFact.subject, JSON.stringify(envelopeOf(otherFact, 'test.x.2', { n: 1 })));
  for (let n = 3; n < 13; n++) tell(COUNTED, JSON.stringify(envelopeOf(countedFact, `test.x.${n}`, { n })));
  await until(() => heard.length === 10);
  expect(heard.toSorted()).toEqual(Array.from({ length: 10 }, (_, n) => `test.x.${n + 3}`).toSorted());
});

it('a hint that could not be taken, or that nobody hears, is made good by the outbox', async () => {
  let away = true;
  const taken: string[] = [];
  const first = envelopeOf(countedFact, 'test.x.1', { n: 1 });
  tell(COUNTED, JSON.stringify(first));
  await listening(async (batch) => {
    if (away) throw new Error('the database is away');
    taken.push(...batch.map(({ id }) => id));
  });
  tell(COUNTED, JSON.stringify(first));
  await nats.connection.flush();
  away = false;
  await nats.publish(first);
  await until(() => taken.includes('test.x.1'));
});
