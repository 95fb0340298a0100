import { createOrder } from '@meridian/contracts/order/create-order.contract';
import { refundOrder } from '@meridian/contracts/order/refund-order.contract';
import { settleOrder } from '@meridian/contracts/order/settle-order.contract';
import { QUOTED_EXAMPLE } from '../openapi/examples';
import { Edge } from '../testing/edge';
import { GatewayWithChannel } from '../testing/gateways';
import { BAD_INPUTS, GOOD, ORDER } from './bad-input.cases';
import type { Problem } from './problem';

const KEY = { 'idempotency-key': 'key-0123456789abcdef' };

let edge: Edge;
let patient: Record<string, string>;
beforeAll(async () => {
  edge = await Edge.start({ gateway: new GatewayWithChannel(), limits: { patient: 0, refund: 0 } });
  patient = await edge.patient();
});
afterAll(() => edge.stop());
beforeEach(() => {
  edge.bus.asked.length = 0;
});

test.each(BAD_INPUTS)('$says → $status $code', async ({ path = '/v1/orders', body, headers, status, code, fields }) => {
  const response = await edge.post(path, body, { ...patient, ...KEY, ...headers });
  const problem = (await response.json()) as Problem;
  expect({ status: response.status, code: problem.code }).toEqual({ status, code });
  expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  expect(problem).toMatchObject({ type: `/problems/${code}`, status, instance: path, traceId: expect.stringMatching(/^[0-9a-f]{32}$/) });
  expect(problem.message.zh).not.toBe(problem.message.en);
  if (fields) expect(problem.fields?.map((one) => `${one.field} ${one.code}`).sort()).toEqual(fields);
  for (const one of problem.fields ?? []) expect(Object.keys(one.message).sort()).toEqual(['en', 'zh']);
  expect(JSON.stringify(problem)).not.toMatch(/node_modules|\.ts:|Error:/);
  expect(edge.bus.asked).toEqual([]);
});

test('the wrong method is told the right ones', async () => {
  const response = await edge.post(`/v1/orders/${ORDER}`, {}, patient);
  expect(response.headers.get('allow')).toBe('GET, HEAD');
});

test('another method without a body is refused the same way', async () => {
  const response = await fetch(`${edge.url}/v1/bills`, { method: 'DELETE', headers: patient });
  expect(response.status).toBe(405);
});

test('title and detail follow Accept-Language, the code and both messages do not', async () => {
  const inChinese = await edge.get('/v1/nothing');
  const inEnglish = await edge.get('/v1/nothing', { 'accept-language': 'de, en-GB;q=0.8, zh;q=0.2' });
  expect([inChinese.headers.get('content-language'), inEnglish.headers.get('content-language')]).toEqual(['zh-CN', 'en']);
  const chinese = (await inChinese.json()) as Problem;
  const english = (await inEnglish.json()) as Problem;
  expect([chinese.title, english.title]).toEqual(['没有这个接口', 'There is no such route']);
  expect(chinese.message).toEqual(english.message);
});

test('a fault of ours is logged and answered without its text', async () => {
  edge.bus.answer(createOrder, QUOTED_EXAMPLE);
  const ask = jest.spyOn(edge.bus, 'ask').mockRejectedValueOnce(new Error('column "secret" of row 7'));
  const response = await edge.post('/v1/orders', GOOD, { ...patient, ...KEY });
  ask.mockRestore();
  const text = await response.text();
  expect(response.status).toBe(500);
  expect(text).not.toContain('secret');
  expect(JSON.parse(text)).toMatchObject({ code: 'INTERNAL_ERROR' });
  expect(edge.logged.join('')).toContain('of row 7');
});

test('the longest good requests are let through', async () => {
  edge.bus.answer(createOrder, QUOTED_EXAMPLE);
  edge.bus.answer(settleOrder, QUOTED_EXAMPLE);
  edge.bus.answer(refundOrder, QUOTED_EXAMPLE);
  const key = { 'idempotency-key': '~'.repeat(255) };
  const settle = { quoteFingerprint: 'q'.repeat(128), channel: 'wechat', product: 'JSAPI', payerId: 'o'.repeat(128) };
  const responses = [
    await edge.post('/v1/orders', { ...GOOD, visitNo: 'v'.repeat(64), billHash: 'h'.repeat(128) }, { ...patient, ...key }),
    await edge.post(`/v1/orders/${ORDER}/settle`, settle, { ...patient, ...key }),
    await edge.post(`/v1/orders/${ORDER}/refunds`, { reason: '退'.repeat(200) }, { ...patient, ...key }),
  ];
  expect(responses.map((one) => one.status)).toEqual([201, 200, 201]);
});
