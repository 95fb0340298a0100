import { createHash } from 'node:crypto';
import { type TakeCallbackRequest, takeCallback } from '@meridian/contracts/payment/take-callback.contract';
import { Edge } from '@meridian/gateway-kit/testing/edge';
import { refused } from '@meridian/kernel/outcome';
import { TakeCallbackController } from './take-callback.controller';
import { WechatGateway } from './wechat.gateway';

const HEADERS = {
  'content-type': 'application/json; charset=UTF-8',
  'wechatpay-serial': 'PUB_KEY_ID_0114232134912410000000000000',
  'wechatpay-signature': 'c2lnbmF0dXJl+/==',
  'wechatpay-timestamp': '1795314600',
  'wechatpay-nonce': 'eJQ0Yw4D8c1Wc7',
  'wechatpay-signature-type': 'WECHATPAY2-SHA256-RSA2048',
};

let edge: Edge;
beforeAll(async () => {
  edge = await Edge.start({ gateway: new WechatGateway(), controllers: [TakeCallbackController] });
});
afterAll(() => edge.stop());
beforeEach(() => {
  edge.bus.asked.length = 0;
  edge.bus.answer(takeCallback, { status: 'taken' });
});

const call = (body: string | Uint8Array, headers: Record<string, string> = {}): Promise<Response> =>
  edge.post('/callbacks/wechat', body, { ...HEADERS, ...headers });
const taken = (): TakeCallbackRequest => edge.bus.asked[0]?.request as TakeCallbackRequest;

test.each([
  ['odd spaces, escapes and a repeated member', Buffer.from('{ "id" :"EV-1","id":"EV-2", "summary":"\\u652f付成功" ,"n":1.10}\r\n')],
  ['a byte order mark', Buffer.from('\ufeff{"id":"EV-1"}')],
  ['an astral character', Buffer.from('{"attach":"𠮷野家"}')],
  ['what is no JSON', Buffer.from('<xml><return_code>SUCCESS</return_code></xml>')],
])('%s reaches payment byte for byte', async (_says, bytes) => {
  const response = await call(bytes);
  expect([response.status, await response.text()]).toEqual([204, '']);
  const digest = (data: string | Uint8Array) => createHash('sha256').update(data).digest('hex');
  expect(digest(taken().body)).toBe(digest(bytes));
  expect(taken().channel).toBe('wechat');
  expect(taken().headers).toMatchObject(HEADERS);
});

test.each(['text/xml', 'application/x-www-form-urlencoded', 'application/octet-stream'])(
  'the media type %s changes nothing',
  async (type) => {
    expect((await call('a=1&b=%32', { 'content-type': type })).status).toBe(204);
    expect(taken().body).toBe('a=1&b=%32');
  },
);

test.each([
  ['CALLBACK_SIGNATURE_INVALID', 401],
  ['CALLBACK_STALE', 401],
  ['CALLBACK_MALFORMED', 400],
  ['CALLBACK_ORDER_UNKNOWN', 503],
  ['SERVICE_SILENT', 503],
  ['SERVICE_UNAVAILABLE', 503],
  ['DEADLINE_PASSED', 503],
  ['INTERNAL_ERROR', 500],
  ['CHANNEL_UNKNOWN', 404],
] as const)('%s → %i in the form WeChat Pay reads', async (code, status) => {
  edge.bus.answer(takeCallback, refused(code, 'inside'));
  const response = await call('{}');
  expect(response.status).toBe(status);
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
  const body = (await response.json()) as Record<string, string>;
  expect(Object.keys(body)).toEqual(['code', 'message']);
  expect([body.code, body.message]).toEqual(['FAIL', expect.not.stringContaining('inside')]);
});

test.each([
  ['nothing', '', 400],
  ['bytes that are no text', Uint8Array.of(0x7b, 0xff, 0xfe, 0x7d), 400],
  ['more than 64 kB', 'x'.repeat(65_537), 413],
])('%s is refused without asking anybody', async (_says, body, status) => {
  const response = await call(body);
  expect(response.status).toBe(status);
  expect(await response.json()).toEqual({ code: 'FAIL', message: expect.any(String) });
  expect(edge.bus.asked).toEqual([]);
});

test('exactly 64 kB still passes', async () => {
  expect((await call('x'.repeat(65_536))).status).toBe(204);
});

test('a surprise is a failure that WeChat Pay sends again, and tells nothing', async () => {
  const ask = jest.spyOn(edge.bus, 'ask').mockRejectedValueOnce(new Error('disk full on db-1'));
  const response = await call('{}');
  ask.mockRestore();
  expect([response.status, await response.json()]).toEqual([500, { code: 'FAIL', message: '系统内部错误，已记录' }]);
});

test('callbacks are never shed', async () => {
  const statuses = await Promise.all(Array.from({ length: 200 }, async () => (await call('{}')).status));
  expect(new Set(statuses)).toEqual(new Set([204]));
});

test('the callback is documented beside the shared routes', async () => {
  const document = (await (await edge.get('/openapi.json')).json()) as { paths: Record<string, object> };
  expect(document.paths['/callbacks/wechat']).toHaveProperty('post.responses.204');
  expect(document.paths).toHaveProperty(['/v1/orders', 'post']);
});

test('JSAPI is offered', async () => {
  const response = await edge.get('/v1/offers', { authorization: `Bearer ${await edge.token()}` });
  expect(await response.json()).toMatchObject({
    selfPaid: true,
    channels: [{ channel: 'wechat', product: 'JSAPI', payerIdentity: { en: expect.stringContaining('openid') } }],
  });
});
