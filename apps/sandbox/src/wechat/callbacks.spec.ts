import { createDecipheriv, verify } from 'node:crypto';
import { RETRY_GAPS_MS } from './callbacks';
import { freshMerchant, type ReceivedCallback, WechatWorld } from './wechat.fixture';

let world: WechatWorld;

beforeAll(async () => {
  world = await WechatWorld.start(await freshMerchant());
});
afterAll(() => world.stop());
beforeEach(async () => {
  world.inbox.received.length = 0;
  world.inbox.answer = 204;
  await world.place('M-000001');
});
afterEach(async () => {
  await world.admin('POST', '/reset');
  world.sandbox.clock.set(0);
});

interface Envelope {
  id: string;
  event_type: string;
  resource: { ciphertext: string; nonce: string; associated_data: string; original_type: string };
}

const envelope = ({ body }: ReceivedCallback): Envelope => JSON.parse(body) as Envelope;

function plain(callback: ReceivedCallback): Record<string, unknown> {
  const { ciphertext, nonce, associated_data } = envelope(callback).resource;
  const bytes = Buffer.from(ciphertext, 'base64');
  const decipher = createDecipheriv('aes-256-gcm', world.merchant.secrets.apiV3Key, nonce);
  decipher.setAAD(Buffer.from(associated_data)).setAuthTag(bytes.subarray(-16));
  return JSON.parse(Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()]).toString('utf8'));
}

function holds({ headers, body }: ReceivedCallback): boolean {
  const message = Buffer.from(`${headers['wechatpay-timestamp']}\n${headers['wechatpay-nonce']}\n${body}\n`);
  const { platformCertificatePem } = world.merchant.secrets;
  return verify('RSA-SHA256', message, platformCertificatePem, Buffer.from(String(headers['wechatpay-signature']), 'base64'));
}

const at = (index: number): ReceivedCallback => {
  const callback = world.inbox.received.at(index);
  if (!callback) throw new Error(`no callback ${index}`);
  return callback;
};
const attempts = async () =>
  ((await world.admin('GET', '/wechat/orders/M-000001')).json.callbacks as { outcome: string }[]).map(({ outcome }) => outcome);

it('tells a payment once when it is acknowledged: encrypted, signed, with the query answer inside', async () => {
  await world.pay('M-000001');
  await world.advance(86_400_000);
  expect(world.inbox.received).toHaveLength(1);
  expect(JSON.parse(at(0).body)).toEqual({
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    create_time: expect.stringMatching(/\+08:00$/),
    resource_type: 'encrypt-resource',
    event_type: 'TRANSACTION.SUCCESS',
    summary: '支付成功',
    resource: {
      original_type: 'transaction',
      algorithm: 'AEAD_AES_256_GCM',
      ciphertext: expect.any(String),
      nonce: expect.stringMatching(/^.{12}$/),
      associated_data: 'transaction',
    },
  });
  expect(holds(at(0))).toBe(true);
  expect(plain(at(0))).toEqual((await world.query('M-000001')).json);
  expect(await attempts()).toEqual(['204']);
});

it('goes through the whole table of retries, each signed afresh under the same id, then stops', async () => {
  world.inbox.answer = 500;
  await world.pay('M-000001');
  for (const [index, gapMs] of RETRY_GAPS_MS.entries()) {
    await world.advance(gapMs - 500);
    expect(world.inbox.received).toHaveLength(index + 1);
    await world.advance(500);
    expect(world.inbox.received).toHaveLength(index + 2);
  }
  await world.advance(7 * 86_400_000);
  expect(world.inbox.received).toHaveLength(16);
  expect(new Set(world.inbox.received.map((one) => envelope(one).id)).size).toBe(1);
  expect(new Set(world.inbox.received.map(({ headers }) => headers['wechatpay-nonce'])).size).toBe(16);
  expect(world.inbox.received.every(holds)).toBe(true);
});

it('skips no attempt when the clock jumps', async () => {
  world.inbox.answer = 500;
  await world.pay('M-000001');
  await world.advance(60_000);
  expect(world.inbox.received).toHaveLength(4);
});

it.each([200, 204])('takes %i for an acknowledgement', async (answer) => {
  world.inbox.answer = answer;
  await world.pay('M-000001');
  await world.advance(15_000);
  expect(world.inbox.received).toHaveLength(1);
});

it.each([201, 202, 302, 400, 500])('takes %i for none', async (answer) => {
  world.inbox.answer = answer;
  await world.pay('M-000001');
  await world.advance(15_000);
  expect(world.inbox.received).toHaveLength(2);
});

it('waits five seconds for the acknowledgement', async () => {
  world.inbox.answer = 'hang';
  await world.admin('POST', '/wechat/payer/pay', { outTradeNo: 'M-000001' });
  while (world.inbox.received.length === 0) await new Promise(setImmediate);
  await world.advance(5_000);
  expect(await attempts()).toEqual(['timeout']);
  world.inbox.answer = 204;
  await world.advance(10_000);
  expect(await attempts()).toEqual(['timeout', '204']);
});

it('tells how a refund ended', async () => {
  await world.pay('M-000001');
  for (const [kind, number, event, status] of [
    ['refund-slow', 'R-1', 'REFUND.SUCCESS', 'SUCCESS'],
    ['refund-abnormal', 'R-2', 'REFUND.ABNORMAL', 'ABNORMAL'],
    ['refund-closed', 'R-3', 'REFUND.CLOSED', 'CLOSED'],
  ] as const) {
    world.fault(kind, 'refund', { delayMs: 1_000 });
    await world.applyRefund(world.refund('M-000001', number, 100));
    await world.advance(1_000);
    expect(envelope(at(-1))).toMatchObject({ event_type: event, resource: { original_type: 'refund', associated_data: 'refund' } });
    expect(plain(at(-1))).toMatchObject({ out_refund_no: number, refund_status: status, amount: { refund: 100, total: 1250 } });
    expect('success_time' in plain(at(-1))).toBe(status === 'SUCCESS');
  }
});

it('tells nothing of a refund without notify_url', async () => {
  await world.pay('M-000001');
  const { notify_url: _left, ...body } = world.refund('M-000001', 'R-1');
  await world.applyRefund(body);
  await world.advance(86_400_000);
  expect(world.inbox.received).toHaveLength(1);
});

it('callback-before-answer: the payment is told before the order is answered', async () => {
  world.fault('callback-before-answer', 'jsapi');
  expect((await world.place('M-EARLY1')).status).toBe(200);
  expect(plain(at(0))).toMatchObject({ out_trade_no: 'M-EARLY1', trade_state: 'SUCCESS' });
});

it('callback-before-answer: the refund is told before it is answered, and only once', async () => {
  await world.pay('M-000001');
  world.fault('callback-before-answer', 'refund');
  const applied = await world.applyRefund(world.refund('M-000001', 'R-1'));
  expect(plain(at(1))).toMatchObject({ out_refund_no: 'R-1', refund_status: 'SUCCESS' });
  expect(applied.json.status).toBe('SUCCESS');
  await world.advance(86_400_000);
  expect(world.inbox.received).toHaveLength(2);
});

describe('by switch', () => {
  it('duplicate: arrives twice under one id', async () => {
    world.fault('duplicate', 'callback');
    await world.pay('M-000001');
    expect(world.inbox.received.map((one) => envelope(one).id)).toEqual([envelope(at(0)).id, envelope(at(0)).id]);
  });

  it('drop-request: is lost on its way and comes with the next attempt', async () => {
    world.fault('drop-request', 'callback.payment');
    await world.pay('M-000001');
    expect(world.inbox.received).toHaveLength(0);
    await world.advance(15_000);
    expect(await attempts()).toEqual(['lost', '204']);
  });

  it('drop-answer: arrives, and comes again because the acknowledgement was lost', async () => {
    world.fault('drop-answer', 'callback');
    await world.pay('M-000001');
    await world.advance(15_000);
    expect(world.inbox.received).toHaveLength(2);
  });

  it('delay: arrives later', async () => {
    world.fault('delay', 'callback', { delayMs: 3_600_000 });
    await world.admin('POST', '/wechat/payer/pay', { outTradeNo: 'M-000001' });
    while (world.sandbox.faults.fired().length === 0) await new Promise(setImmediate);
    expect(world.inbox.received).toHaveLength(0);
    await world.advance(3_600_000);
    expect(world.inbox.received).toHaveLength(1);
  });

  it('reorder: the next callback overtakes it', async () => {
    await world.place('M-000002');
    world.fault('reorder', 'callback', { match: 'M-000001' });
    await world.admin('POST', '/wechat/payer/pay', { outTradeNo: 'M-000001' });
    await world.pay('M-000002');
    expect(world.inbox.received.map((one) => plain(one).out_trade_no)).toEqual(['M-000002', 'M-000001']);
  });

  it.each(['tamper-signature', 'tamper-body'])('%s: does not verify, and the retry does', async (kind) => {
    world.inbox.answer = 500;
    world.fault(kind, 'callback');
    await world.pay('M-000001');
    await world.advance(15_000);
    expect(world.inbox.received.map(holds)).toEqual([false, true]);
  });

  it('stale-timestamp: verifies, but is older than five minutes', async () => {
    world.fault('stale-timestamp', 'callback');
    await world.pay('M-000001');
    expect(holds(at(0))).toBe(true);
    expect(Date.now() / 1000 - Number(at(0).headers['wechatpay-timestamp'])).toBeGreaterThan(300);
  });

  it('strip-headers: carries no signature', async () => {
    world.fault('strip-headers', 'callback');
    await world.pay('M-000001');
    expect(Object.keys(at(0).headers).filter((name) => name.startsWith('wechatpay'))).toEqual([]);
  });

  it('garble: is rightly signed and no JSON', async () => {
    world.fault('garble', 'callback');
    await world.pay('M-000001');
    expect(holds(at(0))).toBe(true);
    expect(() => envelope(at(0))).toThrow(SyntaxError);
  });

  it('empty-associated-data: decrypts with an empty one', async () => {
    world.fault('empty-associated-data', 'callback');
    await world.pay('M-000001');
    expect(envelope(at(0)).resource.associated_data).toBe('');
    expect(plain(at(0))).toMatchObject({ out_trade_no: 'M-000001' });
  });
});
