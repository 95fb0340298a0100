import { Outside, outTradeNoOf, Patient, until } from '@meridian/dev/outside';
import { type Stack, startStack } from '@meridian/dev/stack';
import { Client } from 'pg';
import { checkBooks } from './check';
import type { BooksReport } from './records';
import { watchBooks } from './watch';

const LONGEST_MS = 180_000;
const GATEWAY = 'gateway-wechat';
/** This looks at orders far more often than patients do. */
const UNLIMITED = { MERIDIAN_RATE_PATIENT: '0', MERIDIAN_RATE_APPLICATION: '0', MERIDIAN_RATE_TOKEN: '0', MERIDIAN_RATE_REFUND: '0' };
const APPS = ['sandbox', 'order', 'payment', 'insurance', 'account', GATEWAY];

let stack: Stack;
let outside: Outside;
beforeAll(async () => {
  stack = await startStack({ name: 'books-journey', fresh: true, quiet: true, only: APPS, overrides: { [GATEWAY]: UNLIMITED } });
  outside = new Outside(urlOf('sandbox-admin'));
}, LONGEST_MS);
afterAll(() => stack?.stop(), LONGEST_MS);

const urlOf = (name: string): string => stack.urls[name] ?? '';
const check = (options: { ignoreUnrest?: boolean; patienceMs?: number } = {}): Promise<BooksReport> =>
  checkBooks({ sandboxAdminUrl: outside.adminUrl, databaseUrl: stack.ownerUrl, ...options });

/** Insured patients that no demonstration is about. */
async function insured(count: number): Promise<string[]> {
  const { patients } = (await outside.patients()) as { patients: { patientNo: string; insurance: { psnNo: string } | null }[] };
  const chosen = patients
    .slice(8)
    .filter((one) => one.insurance !== null)
    .slice(0, count);
  // With so little on the account there is cash to pay.
  await Promise.all(chosen.map(({ insurance }) => outside.standing(insurance?.psnNo ?? '', { balanceFen: 5_000 })));
  return chosen.map((one) => one.patientNo);
}

/** A patient of the sandbox with a fresh mixed bill that has been agreed to, and its order's number. */
async function payable(patientNo: string): Promise<{ patient: Patient; orderNo: string }> {
  const application = stack.secrets.applications[GATEWAY] ?? { applicationId: '', secret: '' };
  const patient = await new Patient(urlOf(GATEWAY), application).signIn(await outside.person(patientNo));
  const { visitNo } = (await outside.visit({ patientNo, template: 'mixed' })) as { visitNo: string };
  const bill = (await patient.bills()).find((one: { visitNo: string }) => one.visitNo === visitNo);
  const { order } = (await patient.order(bill)).body;
  await patient.until(order.orderNo, 'QUOTED');
  await patient.settle(await patient.read(order.orderNo));
  await patient.until(order.orderNo, 'PAYING');
  return { patient, orderNo: order.orderNo };
}

/** Changes a table behind everybody's back, and back again. */
async function tampered(change: string, back: string, look: () => Promise<void>): Promise<void> {
  const database = new Client({ connectionString: stack.superuserUrl });
  await database.connect();
  try {
    await database.query(change);
    await look();
  } finally {
    await database.query(back);
    await database.end();
  }
}

it(
  'agrees over a confirmed, a refunded and a cancelled order, counts one in flight, and finds what was tampered with',
  async () => {
    const [confirmed, refunded, cancelled, open] = await Promise.all((await insured(4)).map(payable));
    for (const one of [confirmed, refunded]) await outside.pay(outTradeNoOf(one?.orderNo ?? ''));
    await Promise.all([confirmed, refunded].map((one) => one?.patient.until(one.orderNo, 'CONFIRMED')));
    await refunded?.patient.refund(refunded.orderNo);
    await refunded?.patient.until(refunded.orderNo, (order) => order.refunds.some((one: { state: string }) => one.state === 'DONE'));
    await cancelled?.patient.cancel(cancelled.orderNo);
    await cancelled?.patient.until(cancelled.orderNo, 'CANCELLED');

    const report = await check({ patienceMs: 15_000 });
    expect(report).toMatchObject({ ok: true, differences: [], orders: { match: 3 }, inFlight: 1, inFlightNos: [open?.orderNo] });

    const orderNo = confirmed?.orderNo ?? '';
    const version = `UPDATE svc_order.orders SET phase = 'CANCELLED' WHERE id = '${orderNo}'`;
    await tampered(version, version.replace('CANCELLED', 'CONFIRMED'), async () => {
      const found = await check({ ignoreUnrest: true });
      expect(found.ok).toBe(false);
      expect(found.singleSided.map(({ side, count }) => [side, count])).toEqual([
        ['insurer', 1],
        ['channel', 1],
        ['his', 1],
        ['ledger', 1],
      ]);
    });
    expect(await check({ ignoreUnrest: true })).toMatchObject({ ok: true, orders: { match: 3 } });
  },
  LONGEST_MS,
);

it(
  'serves what it sees as metrics until it is ended',
  async () => {
    const ended = new AbortController();
    const said: string[] = [];
    const config = {
      sandboxAdminUrl: outside.adminUrl,
      databaseUrl: stack.ownerUrl,
      json: undefined,
      watchMs: 100,
      port: 0,
      ignoreUnrest: true,
    };
    const watching = watchBooks(config, { everyMs: 100, signal: ended.signal, say: (line) => void said.push(line) });
    try {
      const text = await until(
        async () => {
          const url = /http:\S+/.exec(said[0] ?? '')?.[0];
          const answer = url ? await fetch(url, { headers: { connection: 'close' } }) : undefined;
          const body = (await answer?.text()) ?? '';
          return body.includes('meridian_books_orders{result="match"}') ? body : undefined;
        },
        { what: 'the metrics', withinMs: 60_000 },
      );
      expect(text).toContain('meridian_books_single_sided_fen{side="channel"} 0');
      expect(text).toContain('meridian_ledger_imbalance_fen 0');
    } finally {
      ended.abort();
      await watching;
    }
  },
  LONGEST_MS,
);
