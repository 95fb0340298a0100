import { randomUUID } from 'node:crypto';
import type { OrderReply } from '@meridian/contracts/order/order.message';
import { type Answer, http } from '@meridian/dev/outside';
import { type BadRequest, badRequests } from './bad-requests.cases';
import { codeOf, Stage } from './stage';
import { agreedTo, type Visit } from './visit';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage?.close());

const orderNosOf = (answers: readonly Answer[]): Set<string> =>
  new Set(answers.filter(({ status }) => status < 300).map(({ body }) => (body as OrderReply).order.orderNo));
const codesOf = (answers: readonly Answer[]): string[] => answers.map((answer) => (answer.status < 300 ? 'done' : codeOf(answer))).sort();
const atOnce = <T>(count: number, run: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => run(index)));
const countOf = async (sql: string, orderNo: string): Promise<number> =>
  (await stage.database.rows<{ count: number }>(`SELECT count(*)::int AS count ${sql}`, [orderNo]))[0]?.count ?? 0;

/** Whichever end two opposite wishes come to, it must be one of the two and the same in every book. */
async function agreeEitherWay(visit: Visit, cancelledPayments: number): Promise<void> {
  await visit.reach((order) => order.phase === 'CONFIRMED' || order.phase === 'CANCELLED');
  if (visit.order.phase === 'CONFIRMED') return visit.agree('CONFIRMED');
  const { callbacks } = (await stage.outside.channelOrder(visit.outTradeNo).catch(() => ({ callbacks: [] }))) as { callbacks: unknown[] };
  return visit.agree({ end: 'CANCELLED', payments: callbacks.length > 0 ? cancelledPayments : 0 });
}

/** Every row of every service, but for what moves by itself: leases and the outbox's place. */
async function everything(): Promise<Record<string, string>> {
  const tables = await stage.database.rows<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
     WHERE schemaname LIKE 'svc\\_%' AND tablename NOT IN ('worker', 'outbox_position') ORDER BY 1`,
  );
  const sums = await Promise.all(
    tables.map(async ({ name }) => {
      const [row] = await stage.database.rows<{ sum: string }>(
        `SELECT count(*) || ' rows, ' || coalesce(md5(string_agg(t::text, '' ORDER BY t::text)), '') AS sum FROM ${name} t`,
      );
      return [name, row?.sum ?? ''];
    }),
  );
  return Object.fromEntries(sums);
}

const send = ({ method = 'POST', path, headers, body }: BadRequest): Promise<{ status: number; body: unknown }> =>
  http(method, path.startsWith('http') ? path : stage.url('gateway-wechat') + path, {
    headers: Object.fromEntries(Object.entries(headers ?? {}).filter((entry): entry is [string, string] => entry[1] !== undefined)),
    ...(body === undefined ? {} : { body }),
  });

describe('one bill, many hands', () => {
  it('is claimed by one of several applications', async () => {
    const visit = await stage.visit('insured');
    const bill = await visit.bill();
    const gateways = ['gateway-wechat', 'gateway-app', 'gateway-alipay', 'gateway-kiosk', 'gateway-wechat'];
    const patients = await Promise.all(gateways.map((gateway) => stage.signIn(visit.person, gateway)));
    const answers = await Promise.all(patients.map((patient) => patient.order(bill)));
    expect(codesOf(answers)).toEqual(['BILL_CLAIMED', 'BILL_CLAIMED', 'BILL_CLAIMED', 'BILL_CLAIMED', 'done']);
    const won = answers.findIndex(({ status }) => status < 300);
    const winner = visit.sameBill(patients[won]).take(answers[won] as Answer);
    await winner.reach('QUOTED');
    await winner.cancelled();
    await winner.agree('CANCELLED');
  });

  it('is one order, however often the same click comes', async () => {
    const visit = await stage.visit('insured');
    const bill = await visit.bill();
    const key = randomUUID();
    const answers = await atOnce(6, () => visit.patient.order(bill, { key }));
    expect(codesOf(answers)).toEqual(Array(6).fill('done'));
    expect(orderNosOf(answers).size).toBe(1);
    visit.take(answers[0] as Answer);
    await visit.reach('QUOTED');
    const again = await visit.patient.order(bill, { key });
    expect(orderNosOf([again])).toEqual(new Set([visit.orderNo]));
    expect(await countOf("FROM svc_order.orders WHERE body -> 'bill' ->> 'visitNo' = $1", visit.visitNo)).toBe(1);
    expect(codeOf(await visit.patient.order(bill, { key, useAccount: false }))).toBe('IDEMPOTENCY_KEY_REUSED');
    expect(codeOf(await visit.patient.order(bill))).toBe('BILL_CLAIMED');
    await visit.cancelled();
    await visit.agree('CANCELLED');
  });

  it.each([
    ['the same key', true],
    ['keys of their own', false],
  ])('is settled once by many clicks with %s', async (_says, same) => {
    const visit = await stage.visit('insured');
    await visit.quoted();
    const key = randomUUID();
    const answers = await atOnce(6, () => visit.patient.settle(agreedTo(visit.order), undefined, same ? key : undefined));
    expect(codesOf(answers).filter((code) => code !== 'done')).toEqual([]);
    await visit.reach((order) => order.payment !== undefined);
    expect(await countOf("FROM svc_insurance.call WHERE order_no = $1 AND kind = 'insurer.settle'", visit.orderNo)).toBe(1);
    expect(await countOf('FROM svc_payment.collection WHERE order_no = $1', visit.orderNo)).toBe(1);
    await visit.paid();
    await visit.confirmed();
    await visit.agree('CONFIRMED');
  });

  it.each([
    ['the same key', true],
    ['keys of their own', false],
  ])('is refunded once by many clicks with %s', async (_says, same) => {
    const visit = await stage.visit('insured');
    await visit.whole();
    const key = randomUUID();
    const answers = await atOnce(6, () => visit.patient.refund(visit.orderNo, same ? key : undefined));
    expect(codesOf(answers).filter((code) => code !== 'done' && code !== 'REFUND_EXISTS')).toEqual([]);
    expect(orderNosOf(answers)).toEqual(new Set([visit.orderNo]));
    await visit.reach((order) => order.refunds.some(({ state }) => state === 'DONE'));
    expect(visit.order.refunds).toHaveLength(1);
    await visit.agree('REFUNDED');
    expect(codesOf([await visit.patient.refund(visit.orderNo, same ? key : undefined)])).toEqual([same ? 'done' : 'REFUND_EXISTS']);
  });

  it('is cancelled once by many clicks', async () => {
    const visit = await stage.visit('insured');
    await visit.quoted();
    await visit.paying();
    const answers = await atOnce(6, () => visit.patient.cancel(visit.orderNo));
    expect(codesOf(answers).filter((code) => code !== 'done')).toEqual([]);
    await visit.reach('CANCELLED');
    await visit.agree('CANCELLED');
  });

  it('is settled by two orders of one person at the same time, one after the other at the insurer', async () => {
    const first = await stage.visit('insured');
    const second = await stage.again(first);
    await Promise.all([first, second].map((visit) => visit.quoted()));
    await Promise.all(
      [first, second].map(async (visit) => {
        visit.take(await visit.patient.settle(agreedTo(visit.order)));
        await visit.reach((order) => order.payment !== undefined || order.consentUntil !== undefined);
        // Whoever came second finds the account spent by the first, and is asked again.
        if (!visit.order.payment) await visit.paying();
        await visit.paid();
        await visit.confirmed();
      }),
    );
    await first.agree('CONFIRMED');
    await second.agree('CONFIRMED');
  });
});

describe('two opposite wishes at the same moment', () => {
  it.each([1, 2, 3, 4])('settle and cancel (%i)', async () => {
    const visit = await stage.visit('insured');
    await visit.quoted();
    await Promise.all([visit.patient.settle(agreedTo(visit.order)), visit.patient.cancel(visit.orderNo)]);
    await visit.reach('CANCELLED');
    await visit.agree('CANCELLED');
  });

  it.each([1, 2, 3, 4])('pay and cancel (%i)', async () => {
    const visit = await stage.visit('insured');
    await visit.quoted();
    await visit.paying();
    await Promise.all([visit.paid().catch(() => undefined), visit.patient.cancel(visit.orderNo)]);
    await agreeEitherWay(visit, 1);
  });

  it('self-pay and settle', async () => {
    const visit = await stage.visit('insured');
    await visit.quoted();
    const [, settled] = await Promise.all([visit.patient.selfPay(visit.orderNo), visit.patient.settle(agreedTo(visit.order))]);
    expect(['done', 'QUOTE_STALE']).toContain(codesOf([settled])[0]);
    await visit.reach((order) => order.payment !== undefined || (order.phase === 'QUOTED' && order.payMode === 'SELF_PAID'));
    if (!visit.order.payment) await visit.paying();
    await visit.paid();
    await visit.confirmed();
    await visit.agree('CONFIRMED');
  });
});

describe('what belongs to somebody else, or is not so any more', () => {
  it('an order of another patient is as unknown as one that never was, and stays as it is', async () => {
    const visit = await stage.visit('insured');
    await visit.quoted();
    const stranger = (await stage.visit('insured')).patient;
    const before = await stage.books.evidence(visit.orderNo);
    const answers = await Promise.all([
      stranger.get(`/v1/orders/${visit.orderNo}`),
      stranger.settle(agreedTo(visit.order)),
      stranger.cancel(visit.orderNo),
      stranger.selfPay(visit.orderNo),
      stranger.refund(visit.orderNo),
      stranger.get(`/v1/orders/${visit.orderNo.slice(0, -1)}Z`),
    ]);
    expect(codesOf(answers)).toEqual(Array(6).fill('ORDER_UNKNOWN'));
    expect(await stage.books.evidence(visit.orderNo)).toEqual(before);
    await visit.cancelled();
    await visit.agree('CANCELLED');
  });

  it('a bill of another patient is unknown', async () => {
    const [one, other] = [await stage.visit('insured'), await stage.visit('insured')];
    expect(codeOf(await other.patient.order(await one.bill()))).toBe('BILL_UNKNOWN');
  });

  it('a bill that changed since it was shown makes no order', async () => {
    const visit = await stage.visit('insured');
    const shown = await visit.bill();
    await stage.outside.changeBill(visit.visitNo);
    expect(codeOf(await visit.patient.order(shown))).toBe('BILL_CHANGED');
    await visit.whole();
    expect(visit.order.totalFen).toBeGreaterThan(shown.totalFen);
    await visit.agree('CONFIRMED');
  });

  it('a bill that was paid at the window makes no order', async () => {
    const visit = await stage.visit('insured');
    const shown = await visit.bill();
    await stage.outside.payAtWindow(visit.visitNo);
    expect(codeOf(await visit.patient.order(shown))).toBe('BILL_UNKNOWN');
  });

  it('a quote that is not the one agreed to settles nothing', async () => {
    const visit = await stage.visit('insured');
    await visit.quoted();
    const answer = await visit.patient.settle({ ...agreedTo(visit.order), quoteFingerprint: '1.1.1.1.1.0.1.0.account' });
    expect(codeOf(answer)).toBe('QUOTE_STALE');
    await visit.cancelled();
    await visit.agree('CANCELLED');
  });

  it('an order that is not confirmed gives nothing back, and one that is confirmed is not cancelled', async () => {
    const visit = await stage.visit('insured');
    await visit.quoted();
    expect(codeOf(await visit.patient.refund(visit.orderNo))).toBe('ORDER_NOT_CONFIRMED');
    await visit.paying();
    await visit.paid();
    await visit.confirmed();
    expect(codeOf(await visit.patient.cancel(visit.orderNo))).toBe('ORDER_CONFIRMED');
    await visit.agree('CONFIRMED');
  });
});

describe('a request that must not be obeyed is refused, and nothing changes anywhere', () => {
  let visit: Visit;
  beforeAll(async () => {
    visit = await stage.visit('insured');
    await visit.quoted();
  });

  it.each(badRequests.map((bad) => [bad.says, bad] as const))('%s', async (_says, { make, status, code }) => {
    const request = await make({ stage, visit });
    const before = await everything();
    const answer = await send(request);
    expect([answer.status, code === undefined ? undefined : (answer.body as { code: string }).code]).toEqual([status, code]);
    expect(JSON.stringify(answer.body)).not.toMatch(/stack|\.js:|SELECT|svc_|node_modules/);
    expect(await everything()).toEqual(before);
  });

  it('and what it was about goes on as before', async () => {
    await visit.paying();
    await visit.paid();
    await visit.confirmed();
    await visit.agree('CONFIRMED');
  });
});

it('would be found out if a patient stood in the clear', async () => {
  const visit = await stage.visit('insured');
  await stage.database.rows('CREATE SCHEMA svc_planted');
  await stage.database.rows('CREATE TABLE svc_planted.note AS SELECT $1::text AS text', [JSON.stringify({ patient: visit.person.name })]);
  expect(await stage.faults()).toEqual([expect.stringContaining('svc_planted.note holds a text of')]);
  await stage.database.rows('DROP SCHEMA svc_planted CASCADE');
});

it('leaves everybody’s books in order, and no patient in the clear', async () => {
  expect(await stage.faults()).toEqual([]);
});
