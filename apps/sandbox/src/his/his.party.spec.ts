import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020';
import { parse } from 'yaml';
import type { BookRow } from '../frame/party';
import { shanghaiRfc3339 } from '../frame/time';
import { TestWorld } from '../testing';
import { isHisCode } from './his-refusal';
import { cashOnly, cashSplit, HisClient, sheetNos, type TestBill } from './testing';

const openapi = parse(readFileSync(join(__dirname, '../../../../docs/his-rest/openapi.yaml'), 'utf8'));
const ajv = new Ajv2020({ strict: false });
ajv.addSchema(openapi, 'openapi');

const schema = (name: string): ValidateFunction => {
  const found = ajv.getSchema(`openapi#/components/schemas/${name}`);
  if (found === undefined) throw new Error(`no schema ${name}`);
  return found;
};

function expectSchema(name: string, value: unknown): void {
  const validate = schema(name);
  validate(value);
  expect([name, validate.errors]).toEqual([name, null]);
}

let world: TestWorld;
let his: HisClient;
let orders = 0;

/** An order number that nobody used. */
const newOrder = (): string => {
  orders += 1;
  return `01261122${String(orders).padStart(10, '0')}`;
};

beforeAll(async () => {
  world = await TestWorld.start();
  his = new HisClient(world);
});
beforeEach(() => world.admin('POST', '/reset'));
afterAll(() => world.close());

const deliver = (sheetNo: string | undefined) => world.admin('POST', '/his/deliver', { sheetNo });
const payAtWindow = (visitNo: string) => world.admin('POST', '/his/window/pay', { visitNo });
const ok = [200, {}];
const done = [200, expect.anything()];

describe('the published protocol', () => {
  it('has a status for every code, and this HIS the same codes', () => {
    const codes: string[] = openapi.components.schemas.Problem.properties.code.enum;
    expect(codes.every(isHisCode)).toBe(true);
    expect(codes).toHaveLength(10);
  });

  it('describes the bodies that are sent and answered', async () => {
    const bill = await his.open('P0000001');
    const orderNo = newOrder();
    expectSchema('UnpaidBills', (await his.call('GET', '/v1/patients/P0000001/unpaid-bills')).body);
    expectSchema('LockRequest', his.lockBody(bill, orderNo));
    expectSchema('Lock', (await his.call('POST', '/v1/locks', his.lockBody(bill, orderNo))).body);
    expectSchema('ConfirmState', (await his.call('GET', `/v1/confirms/${orderNo}/1`)).body);
    expectSchema('ConfirmRequest', his.confirmBody(bill, orderNo));
    expectSchema('Confirmation', (await his.call('POST', '/v1/confirms', his.confirmBody(bill, orderNo))).body);
    expectSchema('ConfirmState', (await his.call('GET', `/v1/confirms/${orderNo}/1`)).body);
    const refusal = await his.call('POST', '/v1/confirms', { ...his.confirmBody(bill, orderNo), key: 'other' });
    expect(refusal.headers.get('content-type')).toContain('application/problem+json');
    expectSchema('Problem', refusal.body);
    await his.refund('releases', orderNo, bill.sheets);
    const booking = await his.refund('refunds', orderNo, bill.sheets);
    expectSchema('RefundBooking', booking[1]);
  });

  it('refuses what is malformed by naming the member, and ignores what it does not know', async () => {
    const bill = await his.open('P0000001');
    const body = his.confirmBody(bill, newOrder());
    const detail = async (change: Record<string, unknown>) => {
      const { status, body: answer } = await his.call('POST', '/v1/confirms', { ...body, ...change });
      return [status, answer.code, answer.detail];
    };
    const refused = (member: string) => [422, 'HIS_REFUSED', `${member} is missing or not valid`];
    expect(await detail({ key: '' })).toEqual(refused('key'));
    expect(await detail({ generation: 0 })).toEqual(refused('generation'));
    expect(await detail({ paidAt: '2026-11-22T00:00:00Z' })).toEqual(refused('paidAt'));
    expect(await detail({ sheetNos: [] })).toEqual(refused('sheetNos'));
    expect(await detail({ sheetNos: ['S1', 'S1'] })).toEqual(refused('sheetNos'));
    expect(await detail({ split: { ...cashSplit(bill), cashFen: 1.5 } })).toEqual(refused('split.cashFen'));
    expect(await detail({ payments: [{ channel: 'wechat' }] })).toEqual(refused('payments.0.outTradeNo'));
    expect(await his.post('confirms', '{')).toEqual([422, 'HIS_REFUSED']);
    expect(await his.post('confirms', '[]')).toEqual([422, 'HIS_REFUSED']);
    expect((await his.call('GET', '/v1/confirms/x/32')).status).toBe(422);
    expect((await his.call('GET', '/v1/patients/%FF/unpaid-bills')).status).toBe(422);
    expect(await his.post('confirms', { ...body, futureMember: 1 })).toEqual(done);
  });

  it('answers a strange path or method without any code', async () => {
    for (const [method, path] of [
      ['GET', '/v1/locks'],
      ['POST', '/v2/locks'],
    ] as const) {
      const { status, body } = await his.call(method, path, method === 'POST' ? {} : undefined);
      expect([status, body.code]).toEqual([404, undefined]);
    }
  });
});

describe('patients and bills', () => {
  it('finds by ID number and name together', async () => {
    const { body } = await his.call('POST', '/v1/patients/find', { name: '韦小舟', idNo: '450202199003072316' });
    expect(body).toEqual({ patientNo: 'P0000001', name: '韦小舟', idNo: '450202199003072316' });
    expect(await his.post('patients/find', { name: '莫大勇', idNo: '450202199003072316' })).toEqual([404, 'PATIENT_UNKNOWN']);
    expect((await his.call('GET', '/v1/patients/P9999999/unpaid-bills')).body.code).toBe('PATIENT_UNKNOWN');
  });

  it('shows the bill of E1, registered by the window at the centre', async () => {
    const [bill] = await his.bills('P0000001');
    expect(bill?.sheets.map(({ totalFen }) => totalFen)).toEqual([24_620, 20_000]);
    const { body: person } = await world.admin<{ psnNo: string; credentials: { eToken: string } }>(
      'GET',
      `/insurance/persons/${bill?.insurance?.personNo}`,
    );
    expect(bill?.insurance).toEqual({
      insurer: 'national',
      credential: { type: '01', number: person.credentials.eToken },
      insuranceType: '310',
      medicalType: '11',
      personNo: person.psnNo,
      insuredArea: '450200',
      centreVisitId: expect.stringMatching(/^450200\d{24}$/),
    });
  });

  it('leaves registration to the platform, or knows of no insurance', async () => {
    const [platform] = await his.bills('P0000005');
    expect(Object.keys(platform?.insurance ?? {})).toEqual(['insurer', 'credential', 'insuranceType', 'medicalType']);
    const [uninsured] = await his.bills('P0000004');
    expect(uninsured).not.toHaveProperty('insurance');
  });

  it('gives every patient of the list an unpaid bill that fits the protocol', async () => {
    const { body } = await world.admin<{ patients: { patientNo: string; unpaidVisits: string[] }[] }>('GET', '/his/patients');
    expect(body.patients).toHaveLength(200);
    for (const { patientNo, unpaidVisits } of body.patients) {
      const bills = await his.bills(patientNo);
      expectSchema('UnpaidBills', { bills });
      expect(bills.map(({ visitNo }) => visitNo)).toEqual(unpaidVisits);
      for (const { sheets } of bills) {
        for (const { totalFen, lines } of sheets) expect(lines.reduce((sum, { amountFen }) => sum + amountFen, 0)).toBe(totalFen);
        const lineNos = sheets.flatMap(({ lines }) => lines.map(({ lineNo }) => lineNo));
        expect(new Set(lineNos).size).toBe(lineNos.length);
      }
    }
  });
});

describe('lock', () => {
  it('is exclusive until it expires', async () => {
    const bill = await his.open('P0000001');
    const [first, second] = [newOrder(), newOrder()];
    const body = his.lockBody(bill, first);
    expect(await his.post('locks', body)).toEqual([200, { lockedUntil: body.until }]);
    expect(await his.post('locks', his.lockBody(bill, second))).toEqual([423, 'BILL_LOCKED']);
    expect(await his.confirm(bill, second)).toEqual([423, 'BILL_LOCKED']);
    expect((await payAtWindow(bill.visitNo)).status).toBe(409);
    world.sandbox.clock.advance(601_000);
    expect(await his.post('locks', his.lockBody(bill, second))).toEqual(done);
    expect(await his.confirm(bill, first)).toEqual([423, 'BILL_LOCKED']);
  });

  it('is given up by unlock, also where there is none', async () => {
    const bill = await his.open('P0000001');
    const [first, second] = [newOrder(), newOrder()];
    await his.post('locks', his.lockBody(bill, first));
    const unlock = { key: `${first}.1.unlock`, orderNo: first };
    expect([await his.post('unlocks', unlock), await his.post('unlocks', unlock)]).toEqual([ok, ok]);
    expect(await his.post('locks', his.lockBody(bill, second))).toEqual(done);
    expect(await his.post('unlocks', { key: `${first}.2.unlock`, orderNo: first })).toEqual(ok);
    expect(await his.confirm(bill, first)).toEqual([423, 'BILL_LOCKED']);
  });

  it('is renewed by the same order under a new key, not by a replay', async () => {
    const bill = await his.open('P0000001');
    const orderNo = newOrder();
    const body = his.lockBody(bill, orderNo);
    await his.post('locks', body);
    const longer = his.lockBody(bill, orderNo, 1_200_000);
    expect(await his.post('locks', { ...longer, key: `${orderNo}.2.lock` })).toEqual([200, { lockedUntil: longer.until }]);
    expect(await his.post('locks', body)).toEqual([200, { lockedUntil: body.until }]);
    world.sandbox.clock.advance(700_000);
    expect(await his.confirm(bill, newOrder())).toEqual([423, 'BILL_LOCKED']);
  });

  it('is refused for another bill, a paid one, a past instant, an unknown visit', async () => {
    const bill = await his.open('P0000001');
    const lock = (change: Record<string, unknown>) => his.post('locks', { ...his.lockBody(bill, newOrder()), ...change });
    expect(await lock({ billHash: '0'.repeat(64) })).toEqual([409, 'BILL_CHANGED']);
    expect(await lock({ sheetNos: sheetNos(bill).slice(1) })).toEqual([409, 'BILL_CHANGED']);
    expect(await lock({ sheetNos: [...sheetNos(bill), 'S0'] })).toEqual([409, 'BILL_CHANGED']);
    expect(await lock({ until: shanghaiRfc3339(his.now() - 5_000) })).toEqual([422, 'HIS_REFUSED']);
    expect(await lock({ visitNo: 'V0' })).toEqual([422, 'HIS_REFUSED']);
    await payAtWindow(bill.visitNo);
    expect(await lock({})).toEqual([409, 'BILL_PAID']);
  });
});

describe('confirm', () => {
  it('books once, whatever is repeated', async () => {
    const bill = await his.open('P0000001');
    const orderNo = newOrder();
    await his.post('locks', his.lockBody(bill, orderNo));
    const first = await his.confirm(bill, orderNo);
    expect(first).toEqual([200, { hisReceiptNo: expect.stringMatching(/^R\d{12}$/), confirmedAt: expect.any(String) }]);
    world.sandbox.clock.advance(60_000);
    const body = his.confirmBody(bill, orderNo);
    const reordered = Object.fromEntries(Object.entries({ ...body, paidAt: shanghaiRfc3339(his.now() - 60_000) }).reverse());
    expect(await his.post('confirms', reordered)).toEqual(first);
    expect(await his.post('confirms', body)).toEqual([409, 'KEY_REUSED']);
    expect((await his.bills('P0000001')).map(({ visitNo }) => visitNo)).not.toContain(bill.visitNo);
    expect(await his.state(orderNo)).toBe('confirmed');
  });

  it('refuses a key that came at another operation', async () => {
    const orderNo = newOrder();
    await his.post('unlocks', { key: 'k', orderNo });
    expect(await his.post('cancels', { key: 'k', orderNo, generation: 1 })).toEqual([409, 'KEY_REUSED']);
  });

  it('is refused when a line has changed, and accepted with the new hash under the same key', async () => {
    const bill = await his.open('P0000001');
    const orderNo = newOrder();
    const { body: changed } = await world.admin<TestBill>('POST', `/his/bills/${bill.visitNo}/change`);
    expect(changed.billHash).not.toBe(bill.billHash);
    expect(changed.sheets.map(({ totalFen }) => totalFen)).toEqual([28_180, 20_000]);
    expect(changed.sheets[1]?.hash).toBe(bill.sheets[1]?.hash);
    expect(await his.confirm(bill, orderNo)).toEqual([409, 'BILL_CHANGED']);
    expect(await his.confirm(changed, orderNo)).toEqual(done);
  });

  it('is refused when another order or the window has paid', async () => {
    const bill = await his.open('P0000001');
    await his.confirm(bill, newOrder());
    expect(await his.confirm(bill, newOrder())).toEqual([409, 'BILL_PAID']);
    const other = await his.open('P0000001');
    await payAtWindow(other.visitNo);
    expect(await his.confirm(other, newOrder())).toEqual([409, 'BILL_PAID']);
  });

  it('is refused when the sums are wrong', async () => {
    const bill = await his.open('P0000001');
    const body = his.confirmBody(bill, newOrder());
    const split = cashSplit(bill);
    expect(await his.post('confirms', { ...body, split: { ...split, fundFen: 1 } })).toEqual([422, 'HIS_REFUSED']);
    expect(await his.post('confirms', { ...body, split: cashOnly(split.totalFen - 1) })).toEqual([422, 'HIS_REFUSED']);
    expect(await his.post('confirms', { ...body, payments: [] })).toEqual([422, 'HIS_REFUSED']);
    const insured = { ...split, fundFen: split.cashFen, cashFen: 0 };
    expect(await his.post('confirms', { ...body, split: insured, payments: [] })).toEqual(done);
  });
});

describe('cancel', () => {
  it('is a tombstone before any confirm', async () => {
    const bill = await his.open('P0000001');
    const orderNo = newOrder();
    expect(await his.state(orderNo)).toBe('absent');
    expect(await his.cancel(orderNo)).toEqual(ok);
    expect(await his.cancel(orderNo)).toEqual(ok);
    expect(await his.state(orderNo)).toBe('cancelled');
    expect(await his.confirm(bill, orderNo)).toEqual([409, 'CONFIRM_CANCELLED']);
    expect(await his.confirm(bill, orderNo, 2)).toEqual(done);
    expect([await his.state(orderNo, 1), await his.state(orderNo, 2)]).toEqual(['cancelled', 'confirmed']);
  });

  it('undoes a confirm, and outranks its stored answer', async () => {
    const bill = await his.open('P0000001');
    const orderNo = newOrder();
    const body = his.confirmBody(bill, orderNo);
    await his.post('confirms', body);
    expect(await his.cancel(orderNo)).toEqual(ok);
    expect(await his.state(orderNo)).toBe('cancelled');
    expect(await his.post('confirms', body)).toEqual([409, 'CONFIRM_CANCELLED']);
    expect(await his.confirm(bill, newOrder())).toEqual(done);
  });

  it('is refused when something was delivered or a refund runs; the confirm stands', async () => {
    const bill = await his.open('P0000001');
    const orderNo = newOrder();
    await his.confirm(bill, orderNo);
    await deliver(bill.sheets[0]?.sheetNo);
    expect(await his.cancel(orderNo)).toEqual([409, 'ITEM_DELIVERED']);
    expect(await his.state(orderNo)).toBe('confirmed');
    await his.refund('releases', orderNo, bill.sheets.slice(1));
    const other = await his.open('P0000001');
    const otherOrder = newOrder();
    await his.confirm(other, otherOrder);
    await his.refund('releases', otherOrder, other.sheets);
    expect(await his.cancel(otherOrder)).toEqual([422, 'HIS_REFUSED']);
  });
});

describe('release, hold and refund', () => {
  const paid = async () => {
    const bill = await his.open('P0000001');
    const orderNo = newOrder();
    await his.confirm(bill, orderNo);
    return { bill, orderNo };
  };

  it('takes the sheets back and books the refund, each once', async () => {
    const { bill, orderNo } = await paid();
    const part = bill.sheets.slice(1);
    expect(await his.refund('refunds', orderNo, part)).toEqual([422, 'HIS_REFUSED']);
    expect([await his.refund('releases', orderNo, part), await his.refund('releases', orderNo, part)]).toEqual([ok, ok]);
    expect((await deliver(part[0]?.sheetNo)).status).toBe(409);
    const booked = await his.refund('refunds', orderNo, part);
    expect(booked).toEqual([200, { hisRefundNo: expect.stringMatching(/^RF\d{12}$/), bookedAt: expect.any(String) }]);
    expect(await his.refund('refunds', orderNo, part)).toEqual(booked);
    expect(await his.refund('releases', orderNo, part, `${orderNo}r2`)).toEqual([422, 'HIS_REFUSED']);
    expect((await his.bills('P0000001')).map(({ visitNo }) => visitNo)).not.toContain(bill.visitNo);
    expect(await his.refund('releases', orderNo, bill.sheets.slice(0, 1), `${orderNo}r2`)).toEqual(ok);
  });

  it('releases nothing when one sheet is delivered', async () => {
    const { bill, orderNo } = await paid();
    expect((await deliver(bill.sheets[1]?.sheetNo)).status).toBe(200);
    expect(await his.refund('releases', orderNo, bill.sheets)).toEqual([409, 'ITEM_DELIVERED']);
    expect((await deliver(bill.sheets[0]?.sheetNo)).status).toBe(200);
  });

  it('holds what was released, and refuses the release for good', async () => {
    const { bill, orderNo } = await paid();
    await his.refund('releases', orderNo, bill.sheets);
    expect([await his.refund('holds', orderNo, bill.sheets), await his.refund('holds', orderNo, bill.sheets)]).toEqual([ok, ok]);
    expect((await deliver(bill.sheets[0]?.sheetNo)).status).toBe(200);
    expect(await his.refund('releases', orderNo, bill.sheets)).toEqual([422, 'HIS_REFUSED']);
    expect(await his.refund('refunds', orderNo, bill.sheets)).toEqual([422, 'HIS_REFUSED']);
    expect(await his.refund('releases', orderNo, bill.sheets.slice(1), `${orderNo}r2`)).toEqual(ok);
  });

  it('holds before any release, but not after the refund', async () => {
    const { bill, orderNo } = await paid();
    expect(await his.refund('holds', orderNo, bill.sheets)).toEqual(ok);
    expect(await his.refund('releases', orderNo, bill.sheets)).toEqual([422, 'HIS_REFUSED']);
    await his.refund('releases', orderNo, bill.sheets, `${orderNo}r2`);
    await his.refund('refunds', orderNo, bill.sheets, `${orderNo}r2`);
    expect(await his.refund('holds', orderNo, bill.sheets, `${orderNo}r2`)).toEqual([422, 'HIS_REFUSED']);
  });

  it('knows only orders that stand, and only their sheets', async () => {
    const { bill, orderNo } = await paid();
    const other = await paid();
    expect(await his.refund('releases', newOrder(), bill.sheets)).toEqual([404, 'ORDER_UNKNOWN']);
    expect(await his.refund('releases', orderNo, other.bill.sheets)).toEqual([422, 'HIS_REFUSED']);
    await his.cancel(orderNo);
    expect(await his.refund('releases', orderNo, bill.sheets)).toEqual([404, 'ORDER_UNKNOWN']);
  });

  it('refuses a refund whose sums are wrong', async () => {
    const { bill, orderNo } = await paid();
    const refundNo = `${orderNo}r1`;
    await his.refund('releases', orderNo, bill.sheets);
    const body = { key: refundNo, orderNo, refundNo, sheetNos: sheetNos(bill), reason: '', split: cashSplit(bill) };
    expect(await his.post('refunds', { ...body, split: cashOnly(1) })).toEqual([422, 'HIS_REFUSED']);
    expect(await his.post('refunds', { ...body, split: { ...body.split, adjustFen: -1 } })).toEqual([422, 'HIS_REFUSED']);
    expect(await his.post('refunds', body)).toEqual(done);
  });
});

describe('admin routes of the hospital', () => {
  it('open visits by template or by lines', async () => {
    const lines = [
      { itemCode: 'D0001', quantity: '1.5' },
      { itemCode: 'E0002', quantity: '1', unitPrice: '250.00', sheet: 2 },
    ];
    expect((await his.open('P0000003', { lines })).sheets.map(({ totalFen }) => totalFen)).toEqual([5_340, 25_000]);
    expect((await his.open('P0000003', { template: 'small' })).sheets.map(({ totalFen }) => totalFen)).toEqual([8_640]);
    expect((await his.open('P0000005', { registration: 'window' })).insurance).toHaveProperty('centreVisitId');
    expect((await his.open('P0000001', { registration: 'platform' })).insurance).not.toHaveProperty('centreVisitId');
    expect((await his.open('P0000004', { registration: 'window' })).insurance).toBeUndefined();
    expect(await his.bills('P0000003')).toHaveLength(3);
  });

  it('refuse what cannot be', async () => {
    const status = async (path: string, body?: unknown) => (await world.admin('POST', path, body)).status;
    expect(await status('/his/visits', { patientNo: 'P9' })).toBe(404);
    expect(await status('/his/visits', { patientNo: 'P0000001', lines: [{ itemCode: 'X', quantity: '1' }] })).toBe(400);
    expect(await status('/his/visits', { patientNo: 'P0000001', lines: [{ itemCode: 'D0001', quantity: '0.00001' }] })).toBe(400);
    expect(await status('/his/visits', { patientNo: 'P0000001', template: 'small', lines: [{ itemCode: 'D0001', quantity: '1' }] })).toBe(
      400,
    );
    expect(await status('/his/window/pay', { visitNo: 'V0' })).toBe(404);
    expect(await status('/his/deliver', { sheetNo: 'S0' })).toBe(404);
    const { visitNo, sheets } = await his.open('P0000001');
    expect((await deliver(sheets[0]?.sheetNo)).status).toBe(409);
    expect((await payAtWindow(visitNo)).status).toBe(200);
    expect((await payAtWindow(visitNo)).status).toBe(409);
    expect(await status(`/his/bills/${visitNo}/change`)).toBe(409);
  });

  it('show a visit with the state of its sheets', async () => {
    const bill = await his.open('P0000001');
    const orderNo = newOrder();
    await his.confirm(bill, orderNo);
    await deliver(bill.sheets[0]?.sheetNo);
    const { body } = await world.admin('GET', `/his/visits/${bill.visitNo}`);
    expect(body).toMatchObject({
      totalFen: 44_620,
      sheets: [{ state: 'paid', payer: { orderNo, generation: 1 }, delivered: true }, { delivered: false }],
    });
  });
});

describe('books and faults', () => {
  it('write down confirms and refunds', async () => {
    const bill = await his.open('P0000001');
    const orderNo = newOrder();
    await his.confirm(bill, orderNo);
    await his.refund('releases', orderNo, bill.sheets.slice(1));
    await his.refund('refunds', orderNo, bill.sheets.slice(1));
    const cancelled = newOrder();
    await his.confirm(await his.open('P0000004'), cancelled);
    await his.cancel(cancelled);
    const { rows } = (await world.admin<{ rows: BookRow[] }>('GET', '/books')).body;
    expect(rows.map(({ kind, number, of, amountFen, parts, state }) => [kind, number, of, amountFen, parts?.cashFen, state])).toEqual(
      expect.arrayContaining([
        ['confirm', orderNo, undefined, 44_620, 44_620, 'CONFIRMED'],
        ['his-refund', `${orderNo}r1`, orderNo, 20_000, 20_000, 'BOOKED'],
        ['confirm', cancelled, undefined, 44_620, 44_620, 'CANCELLED'],
      ]),
    );
    expect(rows).toHaveLength(3);
  });

  it('sign a refusal that a fault asked for: unsigned it would be no answer', async () => {
    world.fault({ party: 'his', operation: 'queryConfirm', kind: 'refuse', code: 'ORDER_UNKNOWN' });
    const answer = await his.call('GET', `/v1/confirms/${newOrder()}/1`);
    expect([answer.status, answer.body.code, answer.signed]).toEqual([404, 'ORDER_UNKNOWN', true]);
  });

  it('refuse with a code of the protocol, garble, and book once what the network repeats', async () => {
    const bill = await his.open('P0000001');
    const orderNo = newOrder();
    world.fault({ party: 'his', operation: 'confirm', kind: 'refuse', code: 'BILL_LOCKED' });
    world.fault({ party: 'his', operation: 'confirm', kind: 'refuse', code: 'NONSENSE' });
    world.fault({ party: 'his', operation: 'confirm', kind: 'status-5xx' });
    world.fault({ party: 'his', operation: 'confirm', kind: 'duplicate' });
    expect(await his.confirm(bill, orderNo)).toEqual([423, 'BILL_LOCKED']);
    expect(await his.confirm(bill, orderNo)).toEqual([422, 'HIS_REFUSED']);
    expect(await his.confirm(bill, orderNo)).toEqual([500, undefined]);
    expect(await his.state(orderNo)).toBe('absent');
    expect(await his.confirm(bill, orderNo)).toEqual(done);
    expect((await world.admin<{ rows: BookRow[] }>('GET', '/books')).body.rows).toHaveLength(1);
  });
});
