import { type GetTrialBalanceReply, getTrialBalance } from '@meridian/contracts/account/get-trial-balance.contract';
import type { GetTotalsReply } from '@meridian/contracts/data-platform/get-totals.contract';
import type { CheckDayReply } from '@meridian/contracts/reconciliation/check-day.contract';
import { listCases } from '@meridian/contracts/shared/list-cases.contract';
import { resolveCase } from '@meridian/contracts/shared/resolve-case.contract';
import { refused } from '@meridian/kernel/outcome';
import { ConsoleRig, type Problem } from '../testing/console-rig';
import { CASES, CONFIRMED, ORDERS, REVERSAL_CASE } from '../testing/orders.fixture';
import { confirmedStory } from '../testing/story.fixture';
import type { CasesReply } from './list-cases.controller';

let rig: ConsoleRig;
beforeAll(async () => {
  rig = await ConsoleRig.start();
  await rig.signIn();
});
afterAll(() => rig.stop());
beforeEach(() => {
  rig.bus.asked.length = 0;
  rig.day(ORDERS, [...CASES, REVERSAL_CASE]);
  rig.order(CONFIRMED, confirmedStory(CONFIRMED.orderNo, CONFIRMED.createdAt));
});

describe('cases', () => {
  test('of all services, oldest first', async () => {
    const { cases, gaps } = await rig.answer<CasesReply>('/api/cases');
    expect(cases.map((one) => one.service)).toEqual(['order', 'insurance']);
    expect(gaps).toEqual([]);
    expect(rig.bus.asked.map(({ request }) => request)).toEqual([{ state: 'open' }, { state: 'open' }, { state: 'open' }]);
  });

  test('of a silent service are said to be missing', async () => {
    rig.bus.answer(listCases('payment'), refused('SERVICE_UNAVAILABLE'));
    expect((await rig.answer<CasesReply>('/api/cases?state=all')).gaps).toEqual([{ service: 'payment', code: 'SERVICE_UNAVAILABLE' }]);
  });

  test('are of a state that exists', async () => {
    expect(await rig.refusal('/api/cases?state=closed')).toEqual([400, 'REQUEST_INVALID', '/state FIELD_IS_IN']);
  });

  const resolve = (service: string, caseId: string, body: unknown): Promise<Response> =>
    rig.post(`/api/cases/${service}/${encodeURIComponent(caseId)}/resolve`, body, rig.signedIn);
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

  test('with the longest number that a case may have can be resolved', async () => {
    const caseId = '/'.repeat(160);
    rig.bus.answer(resolveCase('payment'), { caseId });
    expect((await resolve('payment', caseId, { resolution: 'keep', note: 'x' })).status).toBe(200);
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
    const { totals } = await rig.answer<GetTotalsReply>('/api/totals?from=2026-11-22&to=2026-11-22');
    expect(totals).toHaveLength(3);
    expect(await rig.refusal('/api/totals?from=2026-11-22')).toEqual([400, 'REQUEST_INVALID', '/to FIELD_IS_STRING', '/to FIELD_MATCHES']);
  });

  test('a day against the outside books', async () => {
    expect(await rig.answer<CheckDayReply>('/api/checks/2026-11-22')).toMatchObject({ expected: 65, matched: 65, differences: [] });
    expect(await rig.refusal('/api/checks/today')).toEqual([400, 'REQUEST_INVALID', '/day FIELD_MATCHES']);
  });

  test('balances of an order, and of the hospital', async () => {
    expect(await rig.answer<GetTrialBalanceReply>(`/api/balances?orderNo=${CONFIRMED.orderNo}`)).toMatchObject({ balanced: true });
    await rig.answer<GetTrialBalanceReply>('/api/balances');
    expect(rig.bus.asked.map(({ request }) => request)).toEqual([
      { hospitalId: 'H45020000001', orderNo: CONFIRMED.orderNo },
      { hospitalId: 'H45020000001' },
    ]);
    rig.bus.answer(getTrialBalance, refused('SERVICE_SILENT', 'account.get-trial-balance.v1: TIMEOUT'));
    expect(await rig.refusal('/api/balances')).toEqual([504, 'SERVICE_SILENT']);
  });
});
