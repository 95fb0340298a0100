import { randomUUID } from 'node:crypto';
import type { Stage } from './stage';
import { agreedTo, type Visit } from './visit';

interface Scene {
  readonly stage: Stage;
  /** A quoted order of the patient who is signed in at gateway-wechat. */
  readonly visit: Visit;
}

export interface BadRequest {
  readonly method?: string;
  /** Below gateway-wechat, or an address of its own. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** As JSON, or a text as it is. */
  readonly body?: unknown;
}

interface BadCase {
  readonly says: string;
  readonly status: number;
  /** Of the problem; absent where the form of the answer is another party's. */
  readonly code?: string;
  make(scene: Scene): BadRequest | Promise<BadRequest>;
}

const JSON_TYPE = { 'content-type': 'application/json' };
const keyed = ({ visit }: Scene, more: Record<string, string | undefined> = {}) => ({
  ...visit.patient.headers,
  'idempotency-key': randomUUID(),
  ...more,
});
const create = (scene: Scene, body: unknown, more: Record<string, string | undefined> = {}): BadRequest => ({
  path: '/v1/orders',
  headers: keyed(scene, more),
  body,
});
const settle = (scene: Scene, change: Record<string, unknown>): BadRequest => ({
  path: `/v1/orders/${scene.visit.orderNo}/settle`,
  headers: keyed(scene),
  body: {
    quoteFingerprint: agreedTo(scene.visit.order).quoteFingerprint,
    channel: 'wechat',
    product: 'JSAPI',
    payerId: 'oMeridianDemoPayer0000000001',
    ...change,
  },
});
const good = { visitNo: 'V1', billHash: 'h1', payMode: 'INSURED', useAccount: true };
const bearer = (token: string) => `Bearer ${token}`;
const tokenIn = (headers: Record<string, string>): string => headers.authorization?.slice('Bearer '.length) ?? '';
const token = (client_id: string, client_secret: string): BadRequest => ({
  path: '/oauth/token',
  body: { grant_type: 'client_credentials', client_id, client_secret },
});
/** A signed token with another payload. */
const altered = (jwt: string): string => {
  const [head, , signature] = jwt.split('.');
  return [
    head,
    Buffer.from('{"iss":"meridian","aud":"gateway-wechat","sub":"x","scope":"pay refund","exp":9999999999}').toString('base64url'),
    signature,
  ].join('.');
};

const bodies: readonly BadCase[] = [
  { says: 'JSON that breaks off', status: 400, code: 'REQUEST_MALFORMED', make: (scene) => create(scene, '{"visitNo":"V1",', JSON_TYPE) },
  { says: 'no JSON at all', status: 400, code: 'REQUEST_MALFORMED', make: (scene) => create(scene, '<order/>', JSON_TYPE) },
  {
    says: 'another media type',
    status: 415,
    code: 'MEDIA_TYPE_UNSUPPORTED',
    make: (scene) => create(scene, 'a=1', { 'content-type': 'text/plain' }),
  },
  { says: 'a list', status: 400, code: 'REQUEST_INVALID', make: (scene) => create(scene, []) },
  { says: 'null', status: 400, code: 'REQUEST_INVALID', make: (scene) => create(scene, 'null', JSON_TYPE) },
  { says: 'nothing', status: 400, code: 'REQUEST_INVALID', make: (scene) => create(scene, {}) },
  { says: 'an unknown field', status: 400, code: 'REQUEST_INVALID', make: (scene) => create(scene, { ...good, amountFen: 1 }) },
  {
    says: 'somebody else as the asker',
    status: 400,
    code: 'REQUEST_INVALID',
    make: (scene) => create(scene, { ...good, asker: { patientId: 'x' } }),
  },
  {
    says: 'a prototype',
    status: 400,
    code: 'REQUEST_MALFORMED',
    make: (scene) => create(scene, '{"__proto__":{"payMode":"INSURED"}}', JSON_TYPE),
  },
  { says: 'a number for a text', status: 400, code: 'REQUEST_INVALID', make: (scene) => create(scene, { ...good, visitNo: 1 }) },
  { says: 'a text for a truth', status: 400, code: 'REQUEST_INVALID', make: (scene) => create(scene, { ...good, useAccount: 'true' }) },
  {
    says: 'an object for a text',
    status: 400,
    code: 'REQUEST_INVALID',
    make: (scene) => create(scene, { ...good, billHash: { $ne: '' } }),
  },
  { says: 'an unknown pay mode', status: 400, code: 'REQUEST_INVALID', make: (scene) => create(scene, { ...good, payMode: 'FREE' }) },
  {
    says: 'SQL in a number',
    status: 400,
    code: 'REQUEST_INVALID',
    make: (scene) => create(scene, { ...good, visitNo: "V1'; DROP TABLE orders; --" }),
  },
  {
    says: 'a body larger than 64 kB',
    status: 413,
    code: 'REQUEST_TOO_LARGE',
    make: (scene) => create(scene, { ...good, billHash: 'x'.repeat(70_000) }),
  },
  {
    says: 'a body nested a thousand deep',
    status: 400,
    code: 'REQUEST_MALFORMED',
    make: (scene) => create(scene, `${'['.repeat(1000)}${']'.repeat(1000)}`, JSON_TYPE),
  },
  { says: 'a bill nobody has', status: 404, code: 'BILL_UNKNOWN', make: (scene) => create(scene, good) },
];

const doors: readonly BadCase[] = [
  { says: 'no token', status: 401, code: 'TOKEN_MISSING', make: (scene) => create(scene, good, { authorization: undefined }) },
  {
    says: 'a token that is none',
    status: 401,
    code: 'TOKEN_INVALID',
    make: (scene) => create(scene, good, { authorization: 'Bearer x.y.z' }),
  },
  {
    says: 'a token whose content was changed',
    status: 401,
    code: 'TOKEN_INVALID',
    make: (scene) => create(scene, good, { authorization: bearer(altered(tokenIn(scene.visit.patient.headers))) }),
  },
  {
    says: 'a token of another gateway',
    status: 401,
    code: 'TOKEN_INVALID',
    make: async (scene) => {
      const elsewhere = await scene.stage.signIn(scene.visit.person, 'gateway-app');
      return create(scene, good, { authorization: elsewhere.headers.authorization });
    },
  },
  {
    says: 'a session of another gateway',
    status: 401,
    code: 'SESSION_INVALID',
    make: async (scene) => {
      const elsewhere = await scene.stage.signIn(scene.visit.person, 'gateway-app');
      return create(scene, good, { 'meridian-session': elsewhere.headers['meridian-session'] });
    },
  },
  {
    says: 'a session in the place of the token',
    status: 401,
    code: 'TOKEN_INVALID',
    make: (scene) => create(scene, good, { authorization: bearer(scene.visit.patient.headers['meridian-session'] ?? '') }),
  },
  {
    says: 'a token in the place of the session',
    status: 401,
    code: 'SESSION_INVALID',
    make: (scene) => create(scene, good, { 'meridian-session': tokenIn(scene.visit.patient.headers) }),
  },
  { says: 'no session', status: 401, code: 'SESSION_MISSING', make: (scene) => create(scene, good, { 'meridian-session': undefined }) },
  {
    says: 'no idempotency key',
    status: 400,
    code: 'IDEMPOTENCY_KEY_MISSING',
    make: (scene) => create(scene, good, { 'idempotency-key': undefined }),
  },
  {
    says: 'a key that is too short',
    status: 400,
    code: 'IDEMPOTENCY_KEY_INVALID',
    make: (scene) => create(scene, good, { 'idempotency-key': 'short' }),
  },
  { says: 'a wrong secret', status: 401, code: 'CLIENT_INVALID', make: () => token('meridian-wechat', 'guessed') },
  { says: 'an unknown application', status: 401, code: 'CLIENT_INVALID', make: () => token('nobody', 'guessed') },
  {
    says: 'the secret of another gateway’s application',
    status: 401,
    code: 'CLIENT_INVALID',
    make: ({ stage }) => {
      const { applicationId = '', secret = '' } = stage.stack.secrets.applications['gateway-app'] ?? {};
      return token(applicationId, secret);
    },
  },
  {
    says: 'a name that is not that of the ID number',
    status: 404,
    code: 'PATIENT_UNKNOWN',
    make: ({ visit }) => ({
      path: '/v1/sessions',
      headers: { authorization: visit.patient.headers.authorization },
      body: { name: '无名氏', idNo: visit.person.idNo },
    }),
  },
  {
    says: 'a token that has ended',
    status: 401,
    code: 'TOKEN_EXPIRED',
    make: async (scene) => {
      const headers = keyed(scene);
      await scene.stage.advance(11 * 60_000);
      await scene.visit.patient.signIn();
      return { path: '/v1/orders', headers, body: good };
    },
  },
];

const orders: readonly BadCase[] = [
  {
    says: 'an order number that is none',
    status: 404,
    code: 'ORDER_UNKNOWN',
    make: (scene) => ({ ...settle(scene, {}), path: '/v1/orders/1/settle' }),
  },
  {
    says: 'an order that never was',
    status: 404,
    code: 'ORDER_UNKNOWN',
    make: (scene) => ({ ...settle(scene, {}), path: `/v1/orders/${scene.visit.orderNo.slice(0, -3)}ZZZ/settle` }),
  },
  {
    says: 'another patient’s order',
    status: 404,
    code: 'ORDER_UNKNOWN',
    make: async (scene) => {
      const stranger = await scene.stage.stranger();
      return { ...settle(scene, {}), headers: { ...stranger.headers, 'idempotency-key': randomUUID() } };
    },
  },
  { says: 'a stale quote', status: 409, code: 'QUOTE_STALE', make: (scene) => settle(scene, { quoteFingerprint: '1.1.0' }) },
  {
    says: 'a channel that is not offered',
    status: 422,
    code: 'CHANNEL_NOT_OFFERED',
    make: (scene) => settle(scene, { channel: 'alipay' }),
  },
  { says: 'a product that is not offered', status: 422, code: 'CHANNEL_NOT_OFFERED', make: (scene) => settle(scene, { product: 'H5' }) },
  { says: 'nobody to pay', status: 422, code: 'PAYER_MISSING', make: (scene) => settle(scene, { payerId: undefined }) },
  {
    says: 'cash without a channel',
    status: 422,
    code: 'CHANNEL_NOT_OFFERED',
    make: (scene) => settle(scene, { channel: undefined, product: undefined, payerId: undefined }),
  },
  {
    says: 'a refund of what was not paid',
    status: 409,
    code: 'ORDER_NOT_CONFIRMED',
    make: (scene) => ({ path: `/v1/orders/${scene.visit.orderNo}/refunds`, headers: keyed(scene), body: { reason: '退' } }),
  },
  {
    says: 'a refund of an amount',
    status: 400,
    code: 'REQUEST_INVALID',
    make: (scene) => ({ path: `/v1/orders/${scene.visit.orderNo}/refunds`, headers: keyed(scene), body: { reason: '退', amountFen: 1 } }),
  },
  {
    says: 'a cancel with a wish in it',
    status: 400,
    code: 'REQUEST_INVALID',
    make: (scene) => ({ path: `/v1/orders/${scene.visit.orderNo}/cancel`, headers: keyed(scene), body: { force: true } }),
  },
  {
    says: 'a second order for the claimed bill',
    status: 409,
    code: 'BILL_CLAIMED',
    make: async (scene) => {
      const { visitNo, billHash } = await scene.visit.bill();
      return create(scene, { ...good, visitNo, billHash });
    },
  },
  {
    says: 'an unknown route',
    status: 404,
    code: 'ROUTE_UNKNOWN',
    make: (scene) => ({ path: '/v1/admin', headers: keyed(scene), body: {} }),
  },
  {
    says: 'a wrong method',
    status: 405,
    code: 'METHOD_NOT_ALLOWED',
    make: (scene) => ({ method: 'DELETE', path: `/v1/orders/${scene.visit.orderNo}`, headers: keyed(scene) }),
  },
];

/** The channel's own door has no token: only its signature opens it. */
const callbacks: readonly BadCase[] = [
  { says: 'a callback without a signature', status: 401, make: () => ({ path: '/callbacks/wechat', body: { id: 'EV-1' } }) },
  { says: 'an empty callback', status: 400, make: () => ({ path: '/callbacks/wechat', headers: JSON_TYPE, body: '' }) },
  {
    says: 'a callback larger than 64 kB',
    status: 413,
    make: () => ({ path: '/callbacks/wechat', headers: JSON_TYPE, body: 'x'.repeat(70_000) }),
  },
  {
    says: 'a callback with a signature of nobody',
    status: 401,
    make: ({ stage }) => ({
      path: '/callbacks/wechat',
      headers: {
        ...JSON_TYPE,
        'wechatpay-serial': stage.stack.secrets.wechat.publicKeyId,
        'wechatpay-signature': Buffer.from('x'.repeat(256)).toString('base64'),
        'wechatpay-timestamp': String(Math.floor(Date.now() / 1000)),
        'wechatpay-nonce': randomUUID().replaceAll('-', ''),
      },
      body: { id: 'EV-1', event_type: 'TRANSACTION.SUCCESS', resource: {} },
    }),
  },
];

export const badRequests: readonly BadCase[] = [...bodies, ...doors, ...orders, ...callbacks];
