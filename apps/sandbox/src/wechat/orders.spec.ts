import { freshMerchant, type RawAnswer, WechatWorld } from './wechat.fixture';

let world: WechatWorld;

beforeAll(async () => {
  world = await WechatWorld.start(await freshMerchant());
});
afterAll(() => world.stop());
afterEach(async () => {
  await world.admin('POST', '/reset');
  world.sandbox.clock.set(0);
});

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const codeOf = ({ status, json, headers }: RawAnswer) => [status, json.code, headers.get('request-id')?.split('-')[1]];

it.each([
  ['/out_trade_no', { out_trade_no: 'short' }],
  ['/out_trade_no', { out_trade_no: 'with space' }],
  ['/description', { description: 'x'.repeat(128) }],
  ['/notify_url', { notify_url: 'https://h.example/cb?x=1' }],
  ['/amount/total', { amount: { total: 0, currency: 'CNY' } }],
  ['/amount/total', { amount: { total: 12.5, currency: 'CNY' } }],
  ['/amount/total', { amount: { total: '1250', currency: 'CNY' } }],
  ['/amount/currency', { amount: { total: 1, currency: 'USD' } }],
  ['/payer/openid', { payer: {} }],
  ['/time_expire', { time_expire: '2026-11-22 10:00:00' }],
  ['/time_expire', { time_expire: '2020-01-01T00:00:00+08:00' }],
  ['/mchid', { mchid: '1900009999' }],
])('refuses an order for its %s and says where', async (field, more) => {
  const answer = await world.place('M-000001', more);
  expect(answer).toMatchObject({ status: 400, json: { code: 'PARAM_ERROR', detail: { location: 'body', field } } });
  expect((await world.query('M-000001')).status).toBe(404);
});

it('refuses a body that is no JSON object, and an appid of another merchant', async () => {
  const url = '/v3/pay/transactions/jsapi';
  expect(await world.send({ method: 'POST', url, body: '[1]' })).toMatchObject({ status: 400, json: { code: 'PARAM_ERROR' } });
  expect(await world.send({ method: 'POST', url, body: '{' })).toMatchObject({ status: 400, json: { code: 'PARAM_ERROR' } });
  expect(codeOf(await world.place('M-000001', { appid: 'wx-other' }))).toEqual([400, 'APPID_MCHID_NOT_MATCH', '268445527']);
});

it('answers the identical repeat alike, in any member order, and refuses changed parameters', async () => {
  const first = await world.place('M-000001');
  const reversed = Object.fromEntries(Object.entries(world.order('M-000001')).reverse());
  const again = await world.send({ method: 'POST', url: '/v3/pay/transactions/jsapi', body: reversed });
  expect(again.json).toEqual(first.json);
  expect(codeOf(await world.place('M-000001', { description: '别的' }))).toEqual([403, 'OUT_TRADE_NO_USED', '268498688']);
});

it('renews a prepay_id after two hours', async () => {
  const first = await world.place('M-000001');
  await world.advance(2 * HOUR + 1_000);
  expect((await world.pay('M-000001')).status).toBe(409);
  const renewed = await world.place('M-000001');
  expect(renewed.json.prepay_id).not.toBe(first.json.prepay_id);
  expect((await world.pay('M-000001')).status).toBe(200);
});

it('cannot be paid or ordered again past its time_expire, and raises one nearer than a minute', async () => {
  const soon = { time_expire: new Date(world.sandbox.clock.now() + 30_000).toISOString().replace(/\.\d+Z/, 'Z') };
  await world.place('M-000001', soon);
  await world.advance(45_000);
  expect((await world.admin('GET', '/wechat/orders/M-000001')).json.unpayable).toBeNull();
  await world.advance(30_000);
  expect((await world.pay('M-000001')).json.error).toContain('time_expire');
  expect(codeOf(await world.place('M-000001', soon))).toEqual([400, 'ORDER_CLOSED', '268447914']);
  expect((await world.query('M-000001')).json.trade_state).toBe('NOTPAY');
});

it('shows an unpaid order without what only payment brings', async () => {
  await world.place('M-000001', { attach: 'visit 7' });
  await world.admin('POST', '/wechat/payer/fail', { outTradeNo: 'M-000001' });
  const { appid, mchid } = world.merchant.secrets;
  expect((await world.query('M-000001')).json).toEqual({
    appid,
    mchid,
    out_trade_no: 'M-000001',
    trade_state: 'NOTPAY',
    trade_state_desc: '订单未支付',
    attach: 'visit 7',
    promotion_detail: [],
    amount: { total: 1250, currency: 'CNY' },
  });
});

it('needs the merchant in the URL of a query', async () => {
  await world.place('M-000001');
  const answer = await world.send({ method: 'GET', url: '/v3/pay/transactions/out-trade-no/M-000001' });
  expect(answer).toMatchObject({ status: 400, json: { code: 'PARAM_ERROR', detail: { location: 'query', field: '/mchid' } } });
});

it('does not know a number it has never seen', async () => {
  const answer = await world.query('M-UNSEEN');
  expect(answer.text).toBe('{"code":"ORDER_NOT_EXIST","message":"订单不存在"}');
  expect(codeOf(answer)).toEqual([404, 'ORDER_NOT_EXIST', '268512771']);
  expect((await world.close('M-UNSEEN')).status).toBe(404);
});

it('closes again and again; a closed order is neither paid nor ordered anew', async () => {
  await world.place('M-000001');
  expect([(await world.close('M-000001')).status, (await world.close('M-000001')).status]).toEqual([204, 204]);
  expect((await world.pay('M-000001')).status).toBe(409);
  expect(codeOf(await world.place('M-000001'))).toEqual([400, 'ORDER_CLOSED', '268447914']);
});

it('neither closes nor sells again what is paid', async () => {
  await world.place('M-000001');
  await world.pay('M-000001');
  expect(codeOf(await world.close('M-000001'))).toEqual([400, 'ORDER_PAID', '268449538']);
  expect(codeOf(await world.place('M-000001'))).toEqual([400, 'ORDER_PAID', '268449538']);
  expect((await world.pay('M-000001')).status).toBe(409);
});

it('is paid by the one user it was made for', async () => {
  await world.place('M-000001');
  expect((await world.pay('M-000001', { openid: 'o-someone-else' })).status).toBe(409);
  expect((await world.pay('M-000001', { openid: 'o-payer-1' })).status).toBe(200);
});

it('closes by itself seven days after it was made', async () => {
  await world.place('M-000001');
  await world.advance(7 * DAY);
  expect((await world.query('M-000001')).json.trade_state).toBe('CLOSED');
});

it('late-payment: the money of a closed order arrives all the same', async () => {
  await world.place('M-000001');
  world.fault('late-payment', 'close', { delayMs: 20_000 });
  expect((await world.close('M-000001')).status).toBe(204);
  expect((await world.query('M-000001')).json.trade_state).toBe('CLOSED');
  const before = world.inbox.received.length;
  await world.advance(20_000);
  expect((await world.query('M-000001')).json.trade_state).toBe('SUCCESS');
  expect(world.inbox.received.length).toBe(before + 1);
  expect((await world.admin('GET', '/books')).json.rows).toMatchObject([{ kind: 'payment', number: 'M-000001', amountFen: 1250 }]);
});

it('pays late by hand', async () => {
  await world.place('M-000001');
  await world.close('M-000001');
  expect((await world.pay('M-000001', { late: true })).json).toMatchObject({ trade_state: 'SUCCESS' });
});

it('drop-answer on an order leaves the order made: the identical repeat gets its prepay_id', async () => {
  world.fault('drop-answer', 'jsapi', { delayMs: 0 });
  await expect(world.place('M-000001')).rejects.toThrow();
  expect((await world.query('M-000001')).json.trade_state).toBe('NOTPAY');
  expect((await world.place('M-000001')).status).toBe(200);
});

it('duplicate on an order makes one order', async () => {
  world.fault('duplicate', 'jsapi', { match: 'M-000001' });
  const first = await world.place('M-000001');
  expect((await world.place('M-000001')).json).toEqual(first.json);
});

it('refuses and fails by switch in its own form, unsigned', async () => {
  world.fault('refuse', 'jsapi', { code: 'RULE_LIMIT', text: '业务规则限制' });
  expect(await world.place('M-000001')).toMatchObject({ status: 403, text: '{"code":"RULE_LIMIT","message":"业务规则限制"}' });
  world.fault('refuse', 'jsapi', { code: 'FREQUENCY_LIMITED' });
  expect((await world.place('M-000001')).status).toBe(429);
  world.fault('status-5xx', 'jsapi');
  const failed = await world.place('M-000001');
  expect(failed).toMatchObject({ status: 500, text: '{"code":"SYSTEM_ERROR","message":"系统异常，请稍后重试"}' });
  expect(failed.headers.has('wechatpay-signature')).toBe(false);
  expect((await world.query('M-000001')).status).toBe(404);
});
