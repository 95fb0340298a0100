import { getTotals } from '@meridian/contracts/data-platform/get-totals.contract';
import { readStory } from '@meridian/contracts/shared/read-story.contract';
import { bootService } from '@meridian/platform/boot';
import { NatsBus } from '@meridian/platform/bus/bus';
import { FactConsumer, type Listener, type TakenFact } from '@meridian/platform/facts/consumer';
import { createLogger } from '@meridian/platform/logger';
import { Database } from '@meridian/platform/storage/database';
import { numbersOf, orderFacts } from '@meridian/testing/order-facts';
import { type TestNats, testNats } from '@meridian/testing/test-nats';
import { type TestSchema, testSchema } from '@meridian/testing/test-schema';
import { testServiceConfig } from '@meridian/testing/test-service-config';
import { dataPlatformService } from '../../app';
import { appendOnly, migrations } from '../../storage/migrations';
import { TransactionReader } from '../../storage/transaction.reader';
import { TransactionStore } from '../../storage/transaction.store';
import { RecordTransactions } from './record-transactions.usecase';

const DAY = '2026-11-22';
const AT = Date.parse(`${DAY}T10:00:00+08:00`);
const DAY_MS = 86_400_000;

const netOfOrders = (orders: number) => [
  { day: DAY, channel: 'his', kind: 'confirmation', transactions: orders, amountFen: 44_620 * orders },
  { day: DAY, channel: 'insurance', kind: 'reversal', transactions: orders, amountFen: -32_060 * orders },
  { day: DAY, channel: 'insurance', kind: 'settlement', transactions: orders, amountFen: 32_060 * orders },
  { day: DAY, channel: 'wechat', kind: 'capture', transactions: orders, amountFen: 12_560 * orders },
  { day: DAY, channel: 'wechat', kind: 'refund', transactions: orders, amountFen: -12_560 * orders },
];

describe('the running service', () => {
  let schema: TestSchema;
  let nats: TestNats;
  let bus: NatsBus;
  let service: Awaited<ReturnType<typeof bootService>>;

  beforeAll(async () => {
    [schema, nats] = await Promise.all([testSchema(migrations, appendOnly), testNats()]);
    service = await bootService(dataPlatformService(testServiceConfig(schema.url, nats.url)));
    bus = new NatsBus(nats.connection);
    const facts = Array.from({ length: 40 }, (_, index) => orderFacts(index + 1, AT)).flat();
    await nats.publish(...facts.toReversed(), ...facts.slice(0, 60));
    await nats.publish(...orderFacts(41, AT + DAY_MS));
    await nats.untilTaken('data-platform-transactions');
  });

  afterAll(async () => {
    await service.stop();
    await Promise.all([nats.close(), schema.drop()]);
  });

  it('has the totals of the day, though the facts came backwards and partly twice', async () => {
    expect(await bus.ask(getTotals, { from: DAY, to: DAY })).toEqual({ ok: true, value: { totals: netOfOrders(40) } });
    const both = await bus.ask(getTotals, { from: DAY, to: '2026-11-23' });
    expect(both.ok && both.value.totals).toHaveLength(10);
  });

  it('refuses a period that is none', async () => {
    expect(await bus.ask(getTotals, { from: DAY, to: '2026-11-21' })).toEqual({ ok: false, code: 'DAY_INVALID' });
  });

  it('tells its part of the story', async () => {
    const story = await bus.ask(readStory('data-platform'), { orderNo: numbersOf(1).orderNo });
    expect(story.ok && story.value.entries.map(({ title }) => title).sort()).toEqual([
      'capture recorded',
      'confirmation recorded',
      'refund recorded',
      'reversal recorded',
      'settlement recorded',
    ]);
  });
});

describe('the store', () => {
  let schema: TestSchema;
  let database: Database;
  let listener: RecordTransactions;

  const taken = (sequence: number): TakenFact[] =>
    orderFacts(sequence, AT).flatMap((fact) => {
      const contract = listener.facts.find(({ subject }) => subject === fact.type);
      return contract ? [{ ...fact, contract }] : [];
    });
  const totals = () => new TransactionReader(database).totals(DAY, DAY);

  beforeEach(async () => {
    schema = await testSchema(migrations, appendOnly);
    database = await Database.connect(schema.url);
    listener = new RecordTransactions(new TransactionStore(database));
  });

  afterEach(async () => {
    await database.close();
    await schema.drop();
  });

  it('counts every fact once when several workers take the same hundred at once', async () => {
    const facts = Array.from({ length: 20 }, (_, index) => taken(index + 1)).flat();
    expect(facts).toHaveLength(100);
    await Promise.all([facts, facts.toReversed(), facts.slice(50), [...facts, ...facts]].map((batch) => listener.take(batch)));
    expect(await totals()).toEqual(netOfOrders(20));
  });

  it('counts every fact once when the service dies between its commit and the acknowledgement', async () => {
    const nats = await testNats();
    let times = 0;
    const dying: Listener = {
      consumer: listener.consumer,
      facts: listener.facts,
      take: async (batch) => {
        await listener.take(batch);
        if (++times === 1) throw new Error('died before the acknowledgement');
      },
    };
    const consumer = new FactConsumer(nats.connection, dying, createLogger('data-platform', 'silent'));
    consumer.start();
    await nats.publish(...orderFacts(1, AT));
    await nats.untilTaken(listener.consumer);
    await consumer.stop();
    await nats.close();
    expect(times).toBeGreaterThan(1);
    expect(await totals()).toEqual(netOfOrders(1));
  });

  it('has totals that are the sum of its rows', async () => {
    for (let sequence = 1; sequence <= 5; sequence++) await listener.take(taken(sequence));
    const text = `SELECT day::text AS day, channel, kind, count(*)::int AS transactions, sum(amount_fen)::int AS "amountFen"
      FROM money_transaction GROUP BY 1, 2, 3 ORDER BY 1, 2, 3`;
    expect(await database.rows({ name: 'sum', text })).toEqual(await totals());
  });

  it('lets the service change no row', async () => {
    await expect(database.run({ name: 'change', text: 'UPDATE money_transaction SET amount_fen = 1' })).rejects.toThrow(
      'permission denied',
    );
  });
});
