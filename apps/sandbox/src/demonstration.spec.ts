import { HisClient, type TestBill } from './his/testing';
import { CentreClient, description, registration, TestVisit } from './insurance/testing';
import { yuan } from './money';
import { TestWorld } from './testing';

let world: TestWorld;
let centre: CentreClient;
let his: HisClient;

beforeAll(async () => {
  world = await TestWorld.start();
  centre = new CentreClient(world);
  his = new HisClient(world);
});
afterAll(() => world.close());

interface BillLine {
  readonly lineNo: string;
  readonly itemCode: string;
  readonly quantity: string;
  readonly unitPrice: string;
  readonly amountFen: number;
  readonly catalogueCode: string;
}

/** The visit at the centre: the one that the window registered, or one that is registered now. */
async function visitOf(bill: TestBill, patientNo: string): Promise<TestVisit> {
  const person = await centre.person(patientNo);
  const registered = bill.insurance?.centreVisitId;
  if (typeof registered === 'string') return new TestVisit(centre, person, registered);
  const { data } = (await centre.ok('2201', { data: registration(person, centre.now()) })) as { data: { mdtrt_id: string } };
  const visit = new TestVisit(centre, person, data.mdtrt_id);
  await centre.ok('2203A', description(visit, centre.now()));
  return visit;
}

/** Uploads the hospital's own lines and answers what the centre quotes: fund, account, cash. */
async function quoteOf(patientNo: string): Promise<readonly unknown[]> {
  const [bill] = await his.bills(patientNo);
  if (bill === undefined) throw new Error('no bill');
  const visit = await visitOf(bill, patientNo);
  const lines = bill.sheets.flatMap((sheet) => sheet.lines as unknown as readonly BillLine[]);
  await visit.upload(lines.map(({ itemCode, quantity }) => [itemCode, Number(quantity)]));
  expect(yuan(visit.totalFen)).toBe(yuan(bill.sheets.reduce((sum, { totalFen }) => sum + totalFen, 0)));
  const quote = await visit.quote();
  return [quote.fund_pay_sumamt, quote.acct_pay, quote.psn_cash_pay];
}

describe('the patients of the demonstration', () => {
  it.each([
    ['P0000001', [20.6, 300, 125.6]],
    ['P0000002', [22.66, 423.54, 0]],
    ['P0000003', [0, 0, 86.4]],
    ['P0000005', [20.6, 120, 305.6]],
    ['P0000006', [86.04, 0, 360.16]],
  ])('%s is quoted fund, account and cash of %j', async (patientNo, expected) => {
    expect(await quoteOf(patientNo)).toEqual(expected);
  });

  it('P0000004 is not insured, P0000007 is suspended, P0000008 is blocked', async () => {
    expect((await his.bills('P0000004'))[0]).not.toHaveProperty('insurance');
    await expect(quoteOf('P0000007')).rejects.toThrow('险种未参保/暂停');
    await expect(quoteOf('P0000008')).rejects.toThrow('待遇封锁');
  });

  it('a generated patient is settled from registration to books', async () => {
    const { body } = await world.admin<{ patients: { patientNo: string; insurance: unknown; purpose: string }[] }>('GET', '/his/patients');
    const found = body.patients.find(({ insurance, purpose }) => insurance !== null && purpose.startsWith('generated'));
    const parts = await quoteOf(found?.patientNo ?? '');
    expect(parts.every((part) => typeof part === 'number' && part >= 0)).toBe(true);
  });
});
