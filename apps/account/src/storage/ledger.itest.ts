import type { FactContract, FactEnvelope } from '@meridian/contracts/contract';
import type { Clock } from '@meridian/kernel/clock';
import type { TakenFact } from '@meridian/platform/facts/consumer';
import { Database } from '@meridian/platform/storage/database';
import { numbersOf, orderFacts } from '@meridian/testing/order-facts';
import { type TestSchema, testSchema } from '@meridian/testing/test-schema';
import { Client } from 'pg';
import { PostFacts } from '../usecases/post-facts/post-facts.usecase';
import { LedgerReader } from './ledger.reader';
import { LedgerStore } from './ledger.store';
import { appendOnly, migrations } from './migrations';

const HOSPITAL = 'H45020000001';
const AT = Date.parse('2026-11-22T10:00:00+08:00');
const clock: Clock = { now: () => AT };

describe('the ledger in PostgreSQL', () => {
  let schema: TestSchema;
  let database: Database;
  let store: LedgerStore;
  let reader: LedgerReader;
  let listener: PostFacts;

  const taken = (fact: FactEnvelope): TakenFact => ({ ...fact, contract: contractOf(fact) });
  const contractOf = (fact: FactEnvelope): FactContract<object> => {
    const contract = listener.facts.find(({ subject }) => subject === fact.type);
    if (!contract) throw new Error(fact.type);
    return contract;
  };

  beforeEach(async () => {
    schema = await testSchema(migrations, appendOnly);
    database = await Database.connect(schema.url);
    store = new LedgerStore(database);
    reader = new LedgerReader(database);
    listener = new PostFacts(store, clock);
  });

  afterEach(async () => {
    await database.close();
    await schema.drop();
  });

  it('takes batches of a hundred, by several workers at once, each fact many times, and posts each once', async () => {
    const facts = Array.from({ length: 30 }, (_, index) => orderFacts(index + 1, AT))
      .flat()
      .map(taken);
    const [first, backwards] = [facts.slice(0, 100), [...facts].reverse()];
    await Promise.all([
      listener.take(first),
      listener.take([...first].reverse()),
      listener.take(backwards),
      listener.take([...facts, ...facts]),
    ]);
    const { transfers, balances } = await reader.balances(HOSPITAL);
    expect(transfers).toBe(30 * 9); // ins 2, cap, his, hir, rev 2, rfi, rfd
    expect(balances.every(({ balanceFen }) => balanceFen === 0)).toBe(true);
  });

  it('adds up to zero after every single fact, whatever their order', async () => {
    for (const fact of orderFacts(1, AT).toReversed()) {
      await listener.take([taken(fact)]);
      const { balances } = await reader.balances(HOSPITAL);
      expect(balances.reduce((sum, { balanceFen }) => sum + balanceFen, 0)).toBe(0);
    }
  });

  it('posts what was left of a batch after a crash in its middle', async () => {
    const facts = orderFacts(1, AT).map(taken);
    await listener.take(facts.slice(0, 3));
    await listener.take(facts);
    expect(await reader.balances(HOSPITAL)).toMatchObject({ transfers: 9 });
  });

  it.each(['UPDATE transfer SET amount_fen = 1', 'DELETE FROM transfer', 'TRUNCATE transfer'])(
    'refuses %s to the service, and to the owner of the table as well',
    async (change) => {
      await listener.take(orderFacts(1, AT).map(taken));
      for (const [url, why] of [
        [schema.url, 'permission denied'],
        [schema.ownerUrl, 'the ledger is append-only'],
      ] as const) {
        const client = new Client({ connectionString: url });
        await client.connect();
        await expect(client.query(change)).rejects.toThrow(why);
        await client.end();
      }
      expect(await reader.balances(HOSPITAL)).toMatchObject({ transfers: 9 });
    },
  );

  it.each([
    ['no amount', { amountFen: 0 }],
    ['a negative amount', { amountFen: -1 }],
    ['the same account twice', { credit: 'REVENUE', debit: 'REVENUE' }],
  ])('refuses a transfer with %s', async (_, wrong) => {
    const transfer = {
      txnKey: 'cap:1',
      leg: 1,
      debit: 'A',
      credit: 'B',
      amountFen: 1,
      orderNo: '1',
      hospitalId: HOSPITAL,
      bookDay: '2026-11-22',
    };
    const broken = { ...transfer, ...wrong } as unknown as Parameters<LedgerStore['append']>[0][number]['transfers'][number];
    await expect(store.append([{ factId: 'f', transfers: [broken] }], new Date(AT))).rejects.toThrow('violates check constraint');
  });

  it('reports a key that comes again with another amount, and lets the first posting stand', async () => {
    const [, captured] = orderFacts(1, AT);
    await listener.take([taken(captured as FactEnvelope)]);
    const transfer = { txnKey: `cap:${numbersOf(1).outTradeNo}`, leg: 1, debit: 'CH[wechat,1900000001]', credit: 'REVENUE' };
    const other = { ...transfer, amountFen: 1, orderNo: '1', hospitalId: HOSPITAL, bookDay: '2026-11-22' };
    const again = { factId: 'f', transfers: [other as never] };
    await expect(store.append([again], new Date(AT))).resolves.toEqual([transfer.txnKey]);
    expect(await reader.balances(HOSPITAL)).toMatchObject({ transfers: 1 });
  });
});
