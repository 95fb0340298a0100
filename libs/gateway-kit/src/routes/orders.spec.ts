import type { Contract } from '@meridian/contracts/contract';
import { cancelOrder } from '@meridian/contracts/order/cancel-order.contract';
import { createOrder } from '@meridian/contracts/order/create-order.contract';
import { getOrder } from '@meridian/contracts/order/get-order.contract';
import { OrderReply } from '@meridian/contracts/order/order.message';
import { refundOrder } from '@meridian/contracts/order/refund-order.contract';
import { settleOrder } from '@meridian/contracts/order/settle-order.contract';
import { refused } from '@meridian/kernel/outcome';
import { HTTP_STATUS } from '../http/http-status';
import { busKeyOf } from '../http/idempotency';
import type { Problem } from '../http/problem';
import { PAYING_EXAMPLE, QUOTED_EXAMPLE, REFUNDED_EXAMPLE, WORKING_EXAMPLE } from '../openapi/examples';
import { Edge } from '../testing/edge';
import { GatewayWithChannel, GatewayWithoutChannel } from '../testing/gateways';

const ORDER = QUOTED_EXAMPLE.order.orderNo;
const ASKER = { applicationId: 'app-1', patientId: 'P1', patientNo: '0000123' };
const KEY = 'key-0123456789abcdef';
const CREATE = { visitNo: 'V1', billHash: 'h1', payMode: 'INSURED', useAccount: true };

interface Command {
  readonly contract: Pick<Contract<object, OrderReply>, 'subject' | 'codes'>;
  readonly path: string;
  readonly route: string;
  readonly body: object;
  /** What the contract gets beside asker and key. */
  readonly says: object;
  readonly doneStatus: number;
}

const at = (verb: string) => ({ path: `/v1/orders/${ORDER}/${verb}`, route: `POST /v1/orders/:orderNo/${verb}` });
const PAYMENT = { channel: 'wechat', product: 'JSAPI', payerId: 'openid-1' };
const COMMANDS: readonly Command[] = [
  { contract: createOrder, path: '/v1/orders', route: 'POST /v1/orders', body: CREATE, says: CREATE, doneStatus: 201 },
  {
    contract: settleOrder,
    ...at('settle'),
    body: { quoteFingerprint: 'q1', ...PAYMENT },
    says: { orderNo: ORDER, quoteFingerprint: 'q1', ...PAYMENT },
    doneStatus: 200,
  },
  { contract: cancelOrder, ...at('cancel'), body: {}, says: { orderNo: ORDER }, doneStatus: 200 },
  { contract: refundOrder, ...at('refunds'), body: { reason: '未取药' }, says: { orderNo: ORDER, reason: '未取药' }, doneStatus: 201 },
];

let edge: Edge;
let headers: Record<string, string>;
beforeAll(async () => {
  edge = await Edge.start({ gateway: new GatewayWithChannel(), limits: { patient: 0, refund: 0 } });
  headers = { ...(await edge.patient()), 'idempotency-key': KEY };
});
afterAll(() => edge.stop());
beforeEach(() => {
  edge.bus.asked.length = 0;
});

describe.each(COMMANDS)('$route', ({ contract, path, route, body, says, doneStatus }) => {
  test('asks the order service with the session’s patient and a composed key', async () => {
    edge.bus.answer(contract, QUOTED_EXAMPLE);
    const response = await edge.post(path, body, headers);
    expect(response.status).toBe(doneStatus);
    expect(await response.json()).toEqual(QUOTED_EXAMPLE);
    expect(edge.bus.asked).toEqual([{ subject: contract.subject, request: { asker: ASKER, key: busKeyOf(ASKER, route, KEY), ...says } }]);
  });

  test('under way → 202 with the place to ask again', async () => {
    edge.bus.answer(contract, WORKING_EXAMPLE);
    const response = await edge.post(path, body, headers);
    expect(response.status).toBe(202);
    expect([response.headers.get('location'), response.headers.get('retry-after')]).toEqual([`/v1/orders/${ORDER}`, '1']);
  });

  test.each(['SERVICE_SILENT', 'DEADLINE_PASSED', 'INTERNAL_ERROR', 'IDEMPOTENCY_IN_PROGRESS'] as const)(
    '%s → says what to do before anything else',
    async (code) => {
      edge.bus.answer(contract, refused(code, 'order.some-subject.v1: TIMEOUT'));
      const response = await edge.post(path, body, { ...headers, 'accept-language': 'en' });
      const problem = (await response.json()) as Problem;
      expect([response.status, problem.code]).toEqual([HTTP_STATUS[code], code]);
      expect(response.headers.get('retry-after')).toBe('1');
      expect(problem.detail).toContain(path === '/v1/orders' ? 'same Idempotency-Key' : `GET /v1/orders/${ORDER}`);
      expect(response.headers.get('location')).toBe(path === '/v1/orders' ? null : `/v1/orders/${ORDER}`);
    },
  );

  test('nothing of our inside leaves with an absent service', async () => {
    edge.bus.answer(contract, refused('SERVICE_UNAVAILABLE', contract.subject));
    const response = await edge.post(path, body, headers);
    expect(response.status).toBe(503);
    expect(await response.text()).not.toContain(contract.subject);
  });

  test.each(contract.codes)('the refusal %s keeps its code, detail and status', async (code) => {
    edge.bus.answer(contract, refused(code, '请到窗口办理'));
    const response = await edge.post(path, body, headers);
    expect(response.status).toBe(HTTP_STATUS[code]);
    expect(await response.json()).toMatchObject({ code, detail: '请到窗口办理' });
  });
});

test('a made order is told its place', async () => {
  edge.bus.answer(createOrder, QUOTED_EXAMPLE);
  expect((await edge.post('/v1/orders', CREATE, headers)).headers.get('location')).toBe(`/v1/orders/${ORDER}`);
});

test('cancelling takes an absent body for an empty one', async () => {
  edge.bus.answer(cancelOrder, QUOTED_EXAMPLE);
  const response = await fetch(`${edge.url}/v1/orders/${ORDER}/cancel`, { method: 'POST', headers });
  expect(response.status).toBe(200);
});

test('an order is read with its payment; a working one says when to ask again', async () => {
  edge.bus.answer(getOrder, PAYING_EXAMPLE);
  const done = await edge.get(`/v1/orders/${ORDER}`, headers);
  expect([done.status, done.headers.get('retry-after'), await done.json()]).toEqual([200, null, PAYING_EXAMPLE]);
  edge.bus.answer(getOrder, WORKING_EXAMPLE);
  const working = await edge.get(`/v1/orders/${ORDER}`, headers);
  expect([working.status, working.headers.get('retry-after')]).toEqual([200, '1']);
  edge.bus.answer(getOrder, REFUNDED_EXAMPLE);
  expect(((await (await edge.get(`/v1/orders/${ORDER}`, headers)).json()) as OrderReply).order.refunds).toHaveLength(1);
});

test('the composed key differs by application, patient, route and key, and only by them', () => {
  const base = busKeyOf(ASKER, 'POST /v1/orders', KEY);
  const others = [
    busKeyOf({ ...ASKER, applicationId: 'app-2' }, 'POST /v1/orders', KEY),
    busKeyOf({ ...ASKER, patientId: 'P2' }, 'POST /v1/orders', KEY),
    busKeyOf(ASKER, 'POST /v1/orders/:orderNo/settle', KEY),
    busKeyOf(ASKER, 'POST /v1/orders', `${KEY}0`),
    // The parts cannot run into each other.
    busKeyOf({ ...ASKER, applicationId: 'app-1P', patientId: '1' }, 'POST /v1/orders', KEY),
  ];
  expect(new Set([base, ...others]).size).toBe(6);
  expect(busKeyOf({ ...ASKER }, 'POST /v1/orders', KEY)).toBe(base);
  expect(base).toMatch(/^[\x21-\x7e]{16,255}$/);
});

describe('a gateway without channels', () => {
  let bare: Edge;
  let ours: Record<string, string>;
  beforeAll(async () => {
    bare = await Edge.start({ gateway: new GatewayWithoutChannel() });
    ours = { ...(await bare.patient()), 'idempotency-key': KEY };
  });
  afterAll(() => bare.stop());

  test('settles what has no cash part, and passes on the refusal of what has one', async () => {
    bare.bus.answer(settleOrder, QUOTED_EXAMPLE);
    expect((await bare.post(`/v1/orders/${ORDER}/settle`, { quoteFingerprint: 'q1' }, ours)).status).toBe(200);
    bare.bus.answer(settleOrder, refused('CHANNEL_NOT_OFFERED'));
    const response = await bare.post(`/v1/orders/${ORDER}/settle`, { quoteFingerprint: 'q1' }, ours);
    expect([response.status, ((await response.json()) as Problem).code]).toEqual([422, 'CHANNEL_NOT_OFFERED']);
  });

  test('refuses a named channel and a self-paid order before anything is asked', async () => {
    bare.bus.asked.length = 0;
    const responses = [
      await bare.post(`/v1/orders/${ORDER}/settle`, { quoteFingerprint: 'q1', ...PAYMENT }, ours),
      await bare.post('/v1/orders', { ...CREATE, payMode: 'SELF_PAID' }, ours),
    ];
    expect(await Promise.all(responses.map(async (one) => ((await one.json()) as Problem).code))).toEqual([
      'CHANNEL_NOT_OFFERED',
      'CHANNEL_NOT_OFFERED',
    ]);
    expect(bare.bus.asked).toEqual([]);
  });

  test('says so in both languages', async () => {
    const response = await bare.get('/v1/offers', { authorization: ours.authorization ?? '' });
    expect(await response.json()).toMatchObject({
      gateway: 'gateway-bare',
      insured: true,
      selfPaid: false,
      channels: [],
      notOffered: [{ zh: '现金', en: 'Banknotes' }],
      note: { zh: expect.stringContaining('CHANNEL_NOT_OFFERED'), en: expect.stringContaining('CHANNEL_NOT_OFFERED') },
    });
  });
});
