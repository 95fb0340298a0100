import { FactConsumer, type Listener } from '@meridian/platform/facts/consumer';
import { createLogger } from '@meridian/platform/logger';
import { Database } from '@meridian/platform/storage/database';
import { numbersOf, orderFacts } from '@meridian/testing/order-facts';
import { type TestNats, testNats } from '@meridian/testing/test-nats';
import { type TestSchema, testSchema } from '@meridian/testing/test-schema';
import { ExpectationReader } from '../../storage/expectation.reader';
import { appendOnly, migrations } from '../../storage/migrations';
import { ExpectFacts } from './expect-facts.usecase';

const AT = Date.parse('2026-11-22T10:00:00+08:00');
const { orderNo } = numbersOf(1);

describe('expectations', () => {
  let schema: TestSchema;
  let nats: TestNats;
  let database: Database;
  let consumer: FactConsumer | undefined;

  beforeEach(async () => {
    [schema, nats] = await Promise.all([testSchema(migrations, appendOnly), testNats()]);
    database = await Database.connect(schema.url);
  });

  afterEach(async () => {
    await consumer?.stop();
    await database.close();
    await Promise.all([nats.close(), schema.drop()]);
  });

  const listen = (around: (take: () => Promise<void>, times: number) => Promise<void>): ExpectFacts => {
    const facts = new ExpectFacts(database);
    let times = 0;
    const listener: Listener = { consumer: facts.consumer, facts: facts.facts, take: (batch) => around(() => facts.take(batch), ++times) };
    consumer = new FactConsumer(nats.connection, listener, createLogger('reconciliation', 'silent'));
    consumer.start();
    return facts;
  };

  it('are written once when the service dies between its commit and the acknowledgement', async () => {
    const { consumer: name } = listen(async (take, times) => {
      await take();
      if (times === 1) throw new Error('died before the acknowledgement');
    });
    await nats.publish(...orderFacts(1, AT));
    await nats.untilTaken(name);
    expect(await new ExpectationReader(database).ofOrder(orderNo)).toHaveLength(7);
  });

  it('are written at all when it dies before its commit', async () => {
    const { consumer: name } = listen(async (take, times) => {
      if (times === 1) throw new Error('died before the commit');
      await take();
    });
    await nats.publish(...orderFacts(1, AT));
    await nats.untilTaken(name);
    expect(await new ExpectationReader(database).ofOrder(orderNo)).toHaveLength(7);
  });

  it('are not the service’s to change', async () => {
    for (const change of ['UPDATE expectation SET amount_fen = 1', 'DELETE FROM expectation', 'DELETE FROM inbox']) {
      await expect(database.run({ name: change, text: change })).rejects.toThrow('permission denied');
    }
  });
});
