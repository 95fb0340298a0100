import { Aes, Formatter, Rsa, Wechatpay } from 'wechatpay-axios-plugin';
import { type CallbackInbox, freshMerchant, type Merchant, type ReceivedCallback, WechatWorld } from './wechat.fixture';

/** The SDK exactly as it comes from npm, against the sandbox: what it accepts and what it refuses is not ours to say. */
let merchant: Merchant;
let world: WechatWorld;

beforeAll(async () => {
  merchant = await freshMerchant();
  world = await WechatWorld.start(merchant);
});
afterAll(() => world.stop());

type Mode = 'public-key' | 'platform-certificate';

const verifierOf = (mode: Mode): Record<string, string> =>
  mode === 'public-key'
    ? { [merchant.secrets.publicKeyId]: merchant.publicKeyPem }
    : { [merchant.secrets.platformSerial]: merchant.secrets.platformCertificatePem };

function sdk(mode: Mode) {
  const { mchid, merchantSerial, publicKeyId } = merchant.secrets;
  return new Wechatpay({
    mchid,
    serial: merchantSerial,
    privateKey: merchant.privateKeyPem,
    certs: verifierOf(mode),
    baseURL: world.baseUrl,
    proxy: false,
    ...(mode === 'public-key' ? { headers: { 'Wechatpay-Serial': publicKeyId } } : {}),
  }).client;
}

/** What a merchant does with a callback, with the SDK's own helpers: verify the raw body, then decrypt. */
function opened({ headers, body }: ReceivedCallback, mode: Mode): Record<string, unknown> {
  const header = (name: string): string => String(headers[`wechatpay-${name}`]);
  const key = verifierOf(mode)[header('serial')];
  if (key === undefined) throw new Error('signed by another serial');
  const message = Formatter.response(header('timestamp'), header('nonce'), body);
  if (!Rsa.verify(message, header('signature'), Rsa.from(key, 'public'))) throw new Error('signature does not hold');
  const { resource } = JSON.parse(body) as { resource: { ciphertext: string; nonce: string; associated_data: string } };
  const plain = Aes.AesGcm.decrypt(resource.ciphertext, merchant.secrets.apiV3Key, resource.nonce, resource.associated_data);
  return JSON.parse(plain) as Record<string, unknown>;
}

const last = ({ received }: CallbackInbox): ReceivedCallback => {
  const callback = received.at(-1);
  if (!callback) throw new Error('no callback arrived');
  return callback;
};

describe.each<Mode>(['public-key', 'platform-certificate'])('in %s mode', (mode) => {
  const number = `SDK-${mode === 'public-key' ? 'pk' : 'pc'}|a*1`;
  const refundNumber = `${number}@r1`;

  it('orders, is paid, queries, refunds and reads both callbacks', async () => {
    const client = sdk(mode);
    const placed = await client.request('v3/pay/transactions/jsapi', 'post', world.order(number));
    expect(placed.data).toEqual({ prepay_id: expect.stringMatching(/^wx\d{14}[0-9a-f]{20}$/) });
    expect(placed.headers['wechatpay-serial']).toBe(Object.keys(verifierOf(mode))[0]);

    await world.pay(number);
    const paid = opened(last(world.inbox), mode);
    const query = { out_trade_no: number, params: { mchid: merchant.secrets.mchid } };
    const queried = await client.request('v3/pay/transactions/out-trade-no/{out_trade_no}', 'get', undefined, query);
    expect(queried.data).toEqual(paid);
    expect(paid).toMatchObject({ out_trade_no: number, trade_state: 'SUCCESS', trade_type: 'JSAPI', payer: { openid: 'o-payer-1' } });
    expect(paid).toMatchObject({ amount: { total: 1250, payer_total: 1250, currency: 'CNY', payer_currency: 'CNY' } });

    const byId = await client.request(`v3/pay/transactions/id/${String(paid.transaction_id)}`, 'get', undefined, { params: query.params });
    expect(byId.data).toEqual(paid);

    const applied = await client.request('v3/refund/domestic/refunds', 'post', world.refund(number, refundNumber, 1000));
    expect(applied.data).toMatchObject({ status: 'PROCESSING', out_refund_no: refundNumber, amount: { refund: 1000, total: 1250 } });
    await world.advance(1_000);
    const refunded = await client.request('v3/refund/domestic/refunds/{out_refund_no}', 'get', undefined, { out_refund_no: refundNumber });
    expect(refunded.data).toMatchObject({ status: 'SUCCESS', refund_id: applied.data.refund_id });
    const told = opened(last(world.inbox), mode);
    expect(told).toMatchObject({ refund_status: 'SUCCESS', out_refund_no: refundNumber, refund_id: applied.data.refund_id });
    expect(told).not.toHaveProperty('channel');
  });

  it('closes, and closes again, with a verified 204', async () => {
    const client = sdk(mode);
    const closing = `close-${mode}`.slice(0, 32);
    await client.request('v3/pay/transactions/jsapi', 'post', world.order(closing));
    const body = { mchid: merchant.secrets.mchid };
    for (const _ of [1, 2]) {
      const closed = await client.request(`v3/pay/transactions/out-trade-no/${closing}/close`, 'post', body);
      expect({ status: closed.status, data: closed.data }).toEqual({ status: 204, data: '' });
    }
    expect((await world.query(closing)).json).toMatchObject({ trade_state: 'CLOSED' });
  });

  it('reads the platform certificate', async () => {
    const { data } = await sdk(mode).request('v3/certificates', 'get');
    const [first] = data.data;
    const { ciphertext, nonce, associated_data } = first.encrypt_certificate;
    expect(first.serial_no).toBe(merchant.secrets.platformSerial);
    expect(Aes.AesGcm.decrypt(ciphertext, merchant.secrets.apiV3Key, nonce, associated_data)).toBe(merchant.secrets.platformCertificatePem);
  });

  it.each([
    ['tamper-body', 'EV3_RES_HEADER_SIGNATURE_DIGEST'],
    ['tamper-signature', 'EV3_RES_HEADER_SIGNATURE_DIGEST'],
    ['garble', 'EV3_RES_HEADER_SIGNATURE_DIGEST'],
    ['stale-timestamp', 'EV3_RES_HEADER_TIMESTAMP_OFFSET'],
    ['strip-headers', 'EV3_RES_HEADERS_INCOMPLATE'],
    ['wrong-serial', 'EV3_RES_HEADER_PLATFORM_SERIAL'],
  ])('refuses an answer under %s', async (kind, code) => {
    world.fault(kind, 'jsapi');
    const request = sdk(mode).request('v3/pay/transactions/jsapi', 'post', world.order(`tampered-${kind}`));
    await expect(request).rejects.toMatchObject({ code });
  });

  it('refuses a 204 with a probing signature', async () => {
    await world.place('probe-204');
    world.fault('tamper-signature', 'close');
    const closing = sdk(mode).request('v3/pay/transactions/out-trade-no/probe-204/close', 'post', { mchid: merchant.secrets.mchid });
    await expect(closing).rejects.toMatchObject({ code: 'EV3_RES_HEADER_SIGNATURE_DIGEST' });
  });

  it('refuses broken callbacks with the SDK helpers', async () => {
    await sdk(mode).request('v3/pay/transactions/jsapi', 'post', world.order(`callback-${mode}`.slice(0, 32)));
    world.fault('tamper-signature', 'callback');
    await world.pay(`callback-${mode}`.slice(0, 32));
    expect(String(last(world.inbox).headers['wechatpay-signature'])).toMatch(/^WECHATPAY\/SIGNTEST\//);
    expect(() => opened(last(world.inbox), mode)).toThrow('signature does not hold');
  });
});

it('hands a business refusal through as the service words it', async () => {
  const query = { params: { mchid: merchant.secrets.mchid } };
  const asking = sdk('public-key').request('v3/pay/transactions/out-trade-no/never-seen', 'get', undefined, query);
  await expect(asking).rejects.toMatchObject({ response: { status: 404, data: { code: 'ORDER_NOT_EXIST' } } });
});
