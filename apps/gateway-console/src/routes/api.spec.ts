import { getTrialBalance } from '@meridian/contracts/account/get-trial-balance.contract';
import { getOrder } from '@meridian/contracts/order/get-order.contract';
import { listCases, resolveCase } from '@meridian/contracts/shared/cases.contract';
import { readStory } from '@meridian/contracts/shared/read-story.contract';
import { refused } from '@meridian/kernel/outcome';
import { ConsoleRig } from '../testing/console-rig';
import { CASES, CONFIRMED, NOW, ORDERS, PAYING, REVERSAL_CASE, STUCK } from '../testing/orders.fixture';
import { confirmedStory, stuckStory } from '../testing/story.fixture';

let rig: ConsoleRig;
let signedIn: { cookie: string };
beforeAll(async () => {
  rig = await ConsoleRig.start();
  signedIn = await rig.signIn();
});
afterAll(() => rig.stop());
beforeEach(() => {
  rig.bus.asked.length = 0;
  rig.day(ORDERS, [...CASES, REVERSAL_CASE]);
  rig.order(CONFIRMED, confirmedStory(CONFIRMED.orderNo, CONFIRMED.createdAt));
});

interface Problem {
  readonly code: string;
  readonly fields?: readonly { readonly field: string; readonly code: string }[];
}

// biome-ignore lint/suspicious/noExplicitAny: the tests read whatever the API says
type Answer = any;

async function get(path: string): Promise<Answer> {
  const response = await rig.get(path, signedIn);
  return response.json();
}

async function refusalOf(path: string): Promise<unknown[]> {
  const response = await rig.get(path, signedIn);
  const { code, fields } = (await response.json()) as Problem;
  return [response.status, code, ...(fields ?? []).map((one) => `${one.field} ${one.code}`)];
}

describe('orders', () => {
  test('come newest first with Meridian’s time, fifty when nobody says how many', async () => {
    const { now, orders } = await get('/api/orders');
    expect(now).toBe(NOW);
    expect(orders).toHaveLength(ORDERS.length);
    expect(rig.bus.asked).toEqual([{ subject: 'order.list-orders.v1', request: { limit: 50 } }]);
  });

  test('can be narrowed and turned over', async () => {
    await get(`/api/orders?phase=PAID&before=${STUCK.orderNo}&limit=7`);
    expect(rig.bus.asked[0]?.request).toEqual({ phase: 'PAID', before: STUCK.orderNo, limit: 7 });
  });

  test.each([
    ['limit=0', '/limit FIELD_MIN'],
    ['limit=101', '/limit FIELD_MAX'],
    ['limit=1e1', '/limit FIELD_IS_INT'],
    ['limit=1&limit=2', '/limit FIELD_IS_INT'],
    ['phase=DONE', '/phase FIELD_IS_IN'],
    ['before=1', '/before FIELD_MATCHES'],
    ['patientId=P1', '/patientId FIELD_UNKNOWN'],
  ])('%s is refused', async (query, field) => {
    const answer = await refusalOf(`/api/orders?${query}`);
    expect(answer.slice(0, 2)).toEqual([400, 'REQUEST_INVALID']);
    expect(answer).toContain(field);
    expect(rig.bus.asked).toEqual([]);
  });

  test('show neither the patient nor anything that signs a payment', async () => {
    const text = JSON.stringify(await get('/api/orders'));
    expect(text).not.toContain('patientId');
    expect(text).not.toContain('clientParameters');
    expect(text).not.toContain('a-signature-of-a-payment');
    rig.order(PAYING, {});
    const { order } = await get(`/api/orders/${PAYING.orderNo}`);
    expect(order.payment).toEqual({ channel: 'wechat', product: 'JSAPI', validUntil: PAYING.payUntil });
  });
});

describe('one order', () => {
  test('has the story of all services, by time and then by service', async () => {
    const { order, atRest, story } = await get(`/api/orders/${CONFIRMED.orderNo}`);
    expect(order.phase).toBe('CONFIRMED');
    expect(atRest).toBe(true);
    expect(story.gaps).toEqual([]);
    const times = story.entries.map((entry: { at: number }) => entry.at);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(new Set(story.entries.map((entry: { service: string }) => entry.service)).size).toBe(6);
    expect(story.entries).toHaveLength(Object.values(confirmedStory(CONFIRMED.orderNo, 0)).flat().length);
  });

  test('what happened in the same millisecond is told in the order of the services', async () => {
    const at = (service: string) => ({ at: NOW, service, kind: 'fact' as const, title: 'paid', detail: {} });
    rig.order(CONFIRMED, { account: [at('account')], order: [at('order')], payment: [at('payment')] });
    const { story } = await get(`/api/orders/${CONFIRMED.orderNo}`);
    expect(story.entries.map((entry: { service: string }) => entry.service)).toEqual(['order', 'payment', 'account']);
  });

  test('a silent service is a gap with its name, and the page goes on asking', async () => {
    rig.bus.answer(readStory('insurance'), refused('SERVICE_SILENT', 'insurance.read-story.v1: TIMEOUT'));
    rig.bus.answer(readStory('data-platform'), refused('SERVICE_UNAVAILABLE'));
    const { atRest, story } = await get(`/api/orders/${CONFIRMED.orderNo}`);
    expect(story.gaps).toEqual([
      { service: 'insurance', code: 'SERVICE_SILENT' },
      { service: 'data-platform', code: 'SERVICE_UNAVAILABLE' },
    ]);
    expect(story.entries.length).toBeGreaterThan(0);
    expect(atRest).toBe(false);
  });

  test('is still told by the others when the order service is silent', async () => {
    rig.bus.answer(getOrder, refused('SERVICE_SILENT'));
    rig.bus.answer(readStory('order'), refused('SERVICE_SILENT'));
    const answer = await get(`/api/orders/${CONFIRMED.orderNo}`);
    expect(answer.order).toBeUndefined();
    expect(answer.orderGap).toEqual({ service: 'order', code: 'SERVICE_SILENT' });
    expect(answer.story.entries.length).toBeGreaterThan(0);
  });

  test('is not at rest while a call is unknown or a case is open', async () => {
    rig.order(STUCK, stuckStory(STUCK.orderNo, STUCK.createdAt));
    expect((await get(`/api/orders/${STUCK.orderNo}`)).atRest).toBe(false);
    rig.order({ ...CONFIRMED, openCase: true }, {});
    expect((await get(`/api/orders/${CONFIRMED.orderNo}`)).atRest).toBe(false);
  });

  test('that does not exist is unknown', async () => {
    rig.bus.answer(getOrder, refused('ORDER_UNKNOWN'));
    expect(await refusalOf(`/api/orders/${CONFIRMED.orderNo}`)).toEqual([404, 'ORDER_UNKNOWN']);
    expect(await refusalOf('/api/orders/nonsense')).toEqual([404, 'ORDER_UNKNOWN']);
  });
});

describe('cases', () => {
  test('of all services, oldest first', async () => {
    const { cases, gaps } = await get('/api/cases');
    expect(cases.map((one: { service: string }) => one.service)).toEqual(['order', 'insurance']);
    expect(gaps).toEqual([]);
    expect(rig.bus.asked.map(({ request }) => request)).toEqual([{ state: 'open' }, { state: 'open' }, { state: 'open' }]);
  });

  test('of a silent service are said to be missing', async () => {
    rig.bus.answer(listCases('payment'), refused('SERVICE_UNAVAILABLE'));
    expect((await get('/api/cases?state=all')).gaps).toEqual([{ service: 'payment', code: 'SERVICE_UNAVAILABLE' }]);
  });

  test('are of a state that exists', async () => {
    expect(await refusalOf('/api/cases?state=closed')).toEqual([400, 'REQUEST_INVALID', '/state FIELD_IS_IN']);
  });

  const resolve = (service: string, caseId: string, body: unknown): Promise<Response> =>
    rig.post(`/api/cases/${service}/${encodeURIComponent(caseId)}/resolve`, body, signedIn);
  const CASE = CASES[0]?.caseId ?? '';

  test('are resolved by the operator who is signed in, and the log says so without the note', async () => {
    rig.bus.answer(resolveCase('order'), { caseId: CASE });
    const response = await resolve('order', CASE, { resolution: 'keep', note: ' 窗口已核对收据 ' });
    expect([response.status, await response.json()]).toEqual([200, { caseId: CASE }]);
    const request = { caseId: CASE, resolution: 'keep', resolvedBy: 'cashier-01', note: '窗口已核对收据' };
    expect(rig.bus.asked).toEqual([{ subject: 'order.resolve-case.v1', request }]);
    const line = rig.logged.find((one) => one.includes('"deed":"case-resolved"')) ?? '';
    expect(JSON.parse(line)).toMatchObject({ operatorId: 'cashier-01', service: 'order', caseId: CASE, resolution: 'keep' });
    expect(rig.logged.join('')).not.toContain('窗口已核对收据');
  });

  test.each([
    ['no note', { resolution: 'keep' }, '/note'],
    ['a blank note', { resolution: 'keep', note: '   ' }, '/note FIELD_MATCHES'],
    ['a long note', { resolution: 'keep', note: 'x'.repeat(501) }, '/note FIELD_MAX_LENGTH'],
    ['another resolution', { resolution: 'forget', note: 'x' }, '/resolution FIELD_IS_IN'],
    ['another operator', { resolution: 'keep', note: 'x', resolvedBy: 'finance-01' }, '/resolvedBy FIELD_UNKNOWN'],
  ])('%s is refused before anybody is asked', async (_, body, field) => {
    const response = await resolve('order', CASE, body);
    const { code, fields } = (await response.json()) as Problem;
    expect([response.status, code]).toEqual([400, 'REQUEST_INVALID']);
    expect((fields ?? []).map((one) => `${one.field} ${one.code}`).join()).toContain(field);
    expect(rig.bus.asked).toEqual([]);
  });

  test.each([
    ['account', CASE],
    ['__proto__', CASE],
    ['order', 'two words'],
    ['order', 'x'.repeat(161)],
  ])('of %s and %s are unknown', async (service, caseId) => {
    const response = await resolve(service, caseId, { resolution: 'keep', note: 'x' });
    expect([response.status, ((await response.json()) as Problem).code]).toEqual([404, 'CASE_UNKNOWN']);
    expect(rig.bus.asked).toEqual([]);
  });

  test('that somebody else resolved first are a conflict', async () => {
    rig.bus.answer(resolveCase('insurance'), refused('CASE_RESOLVED'));
    const response = await resolve('insurance', REVERSAL_CASE.caseId, { resolution: 'keep', note: 'x' });
    expect([response.status, ((await response.json()) as Problem).code]).toEqual([409, 'CASE_RESOLVED']);
    expect(rig.logged.join('')).toContain('"deed":"case-resolution-refused"');
  });
});

describe('books', () => {
  test('totals of days', async () => {
    const { totals } = await get('/api/totals?from=2026-11-22&to=2026-11-22');
    expect(totals).toHaveLength(3);
    expect(await refusalOf('/api/totals?from=2026-11-22')).toEqual([400, 'REQUEST_INVALID', '/to FIELD_IS_STRING', '/to FIELD_MATCHES']);
  });

  test('a day against the outside books', async () => {
    expect(await get('/api/checks/2026-11-22')).toMatchObject({ expected: 65, matched: 65, differences: [] });
    expect(await refusalOf('/api/checks/today')).toEqual([400, 'REQUEST_INVALID', '/day FIELD_MATCHES']);
  });

  test('balances of an order, and of the hospital', async () => {
    expect(await get(`/api/balances?orderNo=${CONFIRMED.orderNo}`)).toMatchObject({ balanced: true });
    await get('/api/balances');
    expect(rig.bus.asked.map(({ request }) => request)).toEqual([
      { hospitalId: 'H45020000001', orderNo: CONFIRMED.orderNo },
      { hospitalId: 'H45020000001' },
    ]);
    rig.bus.answer(getTrialBalance, refused('SERVICE_SILENT', 'account.get-trial-balance.v1: TIMEOUT'));
    expect(await refusalOf('/api/balances')).toEqual([504, 'SERVICE_SILENT']);
  });
});
