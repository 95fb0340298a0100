import { Database, statement } from '@meridian/platform/storage/database';
import { type TestSchema, testSchema } from '@meridian/testing/test-schema';
import { ledgerReading } from './ledger-reading';
import { appendOnly, migrations } from './migrations';

const NOW = Date.parse('2026-11-22T10:00:00+08:00');
const MINUTE = 60_000;
const INSERT = statement('test-transfer', "INSERT INTO transfer VALUES ('H1', $1, $2, $3, $4, $5, $6, '2026-11-22', $7, 'f')");

let schema: TestSchema;
let database: Database;
beforeAll(async () => {
  schema = await testSchema(migrations, appendOnly);
  database = await Database.connect(schema.url, 2);
});
afterAll(async () => {
  await database.close();
  await schema.drop();
});

/** One transfer into or out of an order's account. */
const move = (orderNo: string, leg: number, fen: number, minutesAgo: number) => {
  const sides = fen > 0 ? ['CH[wechat,1]', `ORDER[${orderNo}]`] : [`ORDER[${orderNo}]`, 'REVENUE'];
  return database.run(INSERT, [`k:${orderNo}`, leg, ...sides, Math.abs(fen), orderNo, new Date(NOW - minutesAgo * MINUTE)]);
};
const look = async () => (await ledgerReading(database, { now: () => NOW }).look()).map(({ value }) => value);

it('finds what orders hold that came to rest, and nothing else', async () => {
  expect(await look()).toEqual([0, 0]);
  await move('even', 1, 500, 60);
  await move('even', 2, -500, 50);
  await move('uneven', 1, 12_560, 61);
  await move('uneven', 2, -12_500, 60);
  await move('lacks', 1, -40, 30);
  await move('moving', 1, 700, 20);
  await move('moving', 2, -100, 5);
  await move('young', 1, 900, 2);
  await move('old', 1, 900, 600);
  expect(await look()).toEqual([100, 2]);
});
