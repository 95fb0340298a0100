import { getTrialBalance } from '@meridian/contracts/account/get-trial-balance.contract';
import { readStory } from '@meridian/contracts/shared/read-story.contract';
import { FactConsumer, type Listener } from '@meridian/platform/facts/consumer';
import { createLogger } from '@meridian/platform/logger';
import { Database } from '@meridian/platform/storage/database';
import { numbersOf, orderFacts } from '@meridian/testing/order-facts';
import { testNats } from '@meridian/testing/test-nats';
import { testSchema } from '@meridian/testing/test-schema';
import { LedgerReader } from '../../storage/ledger.reader';
import { LedgerStore } from '../../storage/ledger.store';
import { appendOnly, migrations } from '../../storage/migrations';
import { AccountUnderTest } from '../../testing/account-under-test';
import { PostFacts } from './post-facts.usecase';

const HOSPITAL = 'H45020000001';
const CONSUMER = 'account-ledger';
const AT = Date.parse('2026-11-22T10:00:00+08:00');
const { orderNo } = numbersOf(1);

describe('the ledger of the running service', () => {
  let account: AccountUnderTest;
  beforeAll(async () => {
    account = await AccountUnderTest.start();
  });
  afterAll(() => account.stop());

  it('follows the facts of the stream, backwards and again', async () => {
    const paid = orderFacts(1, AT).slice(0, 3);
    await account.nats.publish(...paid.toReversed(), ...paid);
    await account.nats.untilTaken(CONSUMER);
    const reply = await account.bus.ask(getTrialBalance, { hospitalId: HOSPITAL, orderNo });
    expect(reply).toEqual({
      ok: true,
      value: {
        balanced: true,
        transfers: 4,
        accounts: [
          { account: 'CH[wechat,1900000001]', kind: 'asset', balanceFen: 12_560 },
          { account: 'INS.acct[national]', kind: 'asset', balanceFen: 30_000 },
          { account: 'INS.fund[national]', kind: 'asset', balanceFen: 2060 },
          { account: `ORDER[${orderNo}]`, kind: 'liability', balanceFen: 0 },
          { account: 'REVENUE', kind: 'income', balanceFen: -44_620 },
        ],
      },
    });
  });

  it('returns to zero with the whole refund, and shows the orders of a hospital as one line', async () => {
    await account.nats.publish(...orderFacts(1, AT).slice(3).toReversed());
    await account.nats.untilTaken(CONSUMER);
    const reply = await account.bus.ask(getTrialBalance, { hospitalId: HOSPITAL });
    if (!reply.ok) throw new Error(reply.detail ?? reply.code);
    expect(reply.value).toMatchObject({ balanced: true, transfers: 9 });
    expect(reply.value.accounts.map((one) => [one.account, one.balanceFen])).toEqual([
      ['CH[wechat,1900000001]', 0],
      ['INS.acct[national]', 0],
      ['INS.fund[national]', 0],
      ['ORDER[*]', 0],
      ['REFUND[*]', 0],
      ['REVENUE', 0],
    ]);
  });

  it('tells its part of the story', async () => {
    const story = await account.bus.ask(readStory('account'), { orderNo });
    if (!story.ok) throw new Error(story.detail ?? story.code);
    expect(story.value.entries).toHaveLength(9);
    expect(story.value.entries).toContainEqual(expect.objectContaining({ kind: 'posting', title: `his:${orderNo}.1` }));
  });
});

it('posts once when the service dies between its commit and the acknowledgement', async () => {
  const [schema, nats] = await Promise.all([testSchema(migrations, appendOnly), testNats()]);
  const database = await Database.connect(schema.url);
  const ledger = new PostFacts(new LedgerStore(database), { now: () => AT });
  let taken = 0;
  const dying: Listener = {
    consumer: ledger.consumer,
    facts: ledger.facts,
    take: async (batch) => {
      await ledger.take(batch);
      if (++taken === 1) throw new Error('died before the acknowledgement');
    },
  };
  const consumer = new FactConsumer(nats.connection, dying, createLogger('account', 'silent'));
  consumer.start();
  await nats.publish(...orderFacts(1, AT));
  await nats.untilTaken(CONSUMER);
  await consumer.stop();
  expect(taken).toBeGreaterThan(1);
  expect(await new LedgerReader(database).balances(HOSPITAL, orderNo)).toMatchObject({ transfers: 9 });
  await database.close();
  await Promise.all([nats.close(), schema.drop()]);
});
