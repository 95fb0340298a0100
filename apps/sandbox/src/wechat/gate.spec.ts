import { freshMerchant, type RawRequest, WechatWorld } from './wechat.fixture';

/** The exact bodies the live service was seen to answer without credentials (channels.md A1, A9). */
let world: WechatWorld;

beforeAll(async () => {
  world = await WechatWorld.start(await freshMerchant());
});
afterAll(() => world.stop());

const BAD_FORM = '{"code":"SIGN_ERROR","message":"Http头Authorization值格式错误，请参考《微信支付商户REST API签名规则》"}';
const BAD_FORM_TRANSACTIONS = '{"code":"SIGN_ERROR","message":"签名信息错误，验签失败"}';
const BAD_SIGNATURE = '{"code":"SIGN_ERROR","message":"签名错误"}';
const BAD_TIME = '{"code":"SIGN_ERROR","message":"Http头Authorization中的timestamp与发起请求的时间不得超过5分钟"}';

const CERTIFICATES: RawRequest = { method: 'GET', url: '/v3/certificates' };
const query = (): RawRequest => ({ method: 'GET', url: `/v3/pay/transactions/out-trade-no/M-0001?mchid=${world.merchant.secrets.mchid}` });
const secondsAgo = (seconds: number): string => String(Math.floor(world.sandbox.clock.now() / 1000) - seconds);

it('knows no other path and no other method: empty 404 and 405, before anything else', async () => {
  for (const [request, status] of [
    [{ method: 'GET', url: '/v3/nothing', headers: { Authorization: undefined } }, 404],
    [{ method: 'GET', url: '/v3/pay/transactions/out-trade-no/%zz', headers: { Authorization: undefined } }, 404],
    [{ method: 'DELETE', url: '/v3/certificates', headers: { Authorization: undefined } }, 405],
    [{ method: 'GET', url: '/v3/pay/transactions/jsapi', headers: { Authorization: undefined } }, 405],
  ] as [RawRequest, number][]) {
    const answer = await world.send(request);
    expect({ status: answer.status, text: answer.text, signed: answer.headers.has('wechatpay-signature') }).toEqual({
      status,
      text: '',
      signed: false,
    });
  }
});

it('asks for the User-Agent before the signature, and not on the transaction paths', async () => {
  const headers = { 'User-Agent': '', Authorization: undefined };
  const answer = await world.send({ ...CERTIFICATES, headers });
  expect(answer).toMatchObject({ status: 400, text: '{"code":"INVALID_REQUEST","message":"Http头缺少Accept或User-Agent"}' });
  expect((await world.send({ ...query(), headers })).text).toBe(BAD_FORM_TRANSACTIONS);
});

it.each([
  ['none', undefined],
  ['another scheme', 'Bearer x'],
  ['a missing part', 'WECHATPAY2-SHA256-RSA2048 mchid="1",nonce_str="1",signature="1",timestamp="1"'],
  ['a space after a comma', 'WECHATPAY2-SHA256-RSA2048 mchid="1", nonce_str="1",signature="1",timestamp="1",serial_no="1"'],
])('refuses an Authorization with %s in the words of the path', async (_what, Authorization) => {
  expect(await world.send({ ...CERTIFICATES, headers: { Authorization } })).toMatchObject({ status: 401, text: BAD_FORM });
  const answer = await world.send({ ...query(), headers: { Authorization } });
  expect(answer).toMatchObject({ status: 401, text: BAD_FORM_TRANSACTIONS });
  expect(answer.headers.has('request-id')).toBe(false);
});

it('looks at the age before the signature', async () => {
  expect(await world.send({ ...CERTIFICATES, authorization: { timestamp: secondsAgo(302), signature: 'AAAA' } })).toMatchObject({
    status: 401,
    text: BAD_TIME,
  });
  expect((await world.send({ ...CERTIFICATES, authorization: { timestamp: secondsAgo(-302) } })).text).toBe(BAD_TIME);
  expect((await world.send({ ...CERTIFICATES, authorization: { timestamp: secondsAgo(290) } })).status).toBe(200);
});

it('follows its own clock when it judges the age', async () => {
  const now = secondsAgo(0);
  world.sandbox.clock.advance(3_600_000);
  expect((await world.send({ ...CERTIFICATES, authorization: { timestamp: now } })).text).toBe(BAD_TIME);
  expect((await world.send(CERTIFICATES)).status).toBe(200);
  world.sandbox.clock.set(0);
});

it('refuses a signature over other bytes, another URL or by another certificate', async () => {
  expect((await world.send({ ...query(), authorization: { signature: 'AAAA' } })).text).toBe(BAD_SIGNATURE);
  expect((await world.send({ ...query(), authorization: { serial: '0123' } })).text).toBe(BAD_SIGNATURE);
});

it('checks over the raw bytes: the same JSON in another spelling is another message', async () => {
  const order = JSON.stringify(world.order('M-SPELLING'), null, 1);
  expect((await world.send({ method: 'POST', url: '/v3/pay/transactions/jsapi', body: order })).status).toBe(200);
});

it('does not know another merchant: 400, and 404 on the refund paths', async () => {
  const authorization = { mchid: '1900009999' };
  expect(await world.send({ ...query(), authorization })).toMatchObject({ status: 400, json: { code: 'MCH_NOT_EXISTS' } });
  const refund = await world.send({ method: 'GET', url: '/v3/refund/domestic/refunds/R1', authorization });
  expect(refund).toMatchObject({ status: 404, json: { code: 'MCH_NOT_EXISTS' } });
});

it('signs with the identity the request names, refuses a name it does not know, and signs no refusal', async () => {
  const { publicKeyId, platformSerial } = world.merchant.secrets;
  const serialAfter = async (serial: string | undefined) =>
    (await world.send({ ...CERTIFICATES, headers: { 'Wechatpay-Serial': serial } })).headers.get('wechatpay-serial');
  expect([await serialAfter(undefined), await serialAfter(platformSerial), await serialAfter(publicKeyId)]).toEqual([
    platformSerial,
    platformSerial,
    publicKeyId,
  ]);
  const answer = await world.send({ ...CERTIFICATES, headers: { 'Wechatpay-Serial': 'PUB_KEY_ID_OTHER' } });
  expect(answer).toMatchObject({ status: 400, json: { code: 'INVALID_REQUEST' } });
  expect([...answer.headers.keys()].filter((name) => name.startsWith('wechatpay'))).toEqual([]);
  expect(answer.headers.get('request-id')).toMatch(/^[0-9A-F]{32}-\d+$/);
});

it('says by switch that there is no platform certificate', async () => {
  world.fault('refuse', 'certificates', { code: 'RESOURCE_NOT_EXISTS', text: '无可用的平台证书' });
  expect(await world.send(CERTIFICATES)).toMatchObject({
    status: 404,
    text: '{"code":"RESOURCE_NOT_EXISTS","message":"无可用的平台证书"}',
  });
});
