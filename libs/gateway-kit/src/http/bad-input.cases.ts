export const ORDER = '01261122000000001A';
/** A sound body of POST /v1/orders. */
export const GOOD = { visitNo: 'V1', billHash: 'h1', payMode: 'INSURED', useAccount: true };
const nested = (depth: number): string => `{"visitNo":${'['.repeat(depth)}${']'.repeat(depth)}}`;

export interface BadInput {
  readonly says: string;
  /** POST /v1/orders when absent. */
  readonly path?: string;
  readonly body: unknown;
  readonly headers?: Record<string, string>;
  readonly status: number;
  readonly code: string;
  /** `pointer code`, sorted. */
  readonly fields?: readonly string[];
}

/** What callers get wrong, what they are told, and that nobody behind the gateway hears of it. */
export const BAD_INPUTS: readonly BadInput[] = [
  { says: 'not JSON', body: '{"visitNo":', status: 400, code: 'REQUEST_MALFORMED' },
  { says: 'not UTF-8', body: Buffer.from('7b226122 3a22fffe227d'.replace(' ', ''), 'hex'), status: 400, code: 'REQUEST_MALFORMED' },
  { says: 'a list', body: [GOOD], status: 400, code: 'REQUEST_INVALID', fields: [' FIELD_IS_OBJECT'] },
  { says: 'a text', body: '"x"', status: 400, code: 'REQUEST_INVALID', fields: [' FIELD_IS_OBJECT'] },
  { says: 'prototype poisoning', body: '{"__proto__":{"x":1}}', status: 400, code: 'REQUEST_MALFORMED' },
  { says: 'constructor poisoning', body: '{"constructor":{"prototype":{"x":1}}}', status: 400, code: 'REQUEST_MALFORMED' },
  { says: 'nesting that would wear out the stack', body: nested(30_000), status: 400, code: 'REQUEST_MALFORMED' },
  { says: 'too large', body: { ...GOOD, visitNo: 'x'.repeat(65_536) }, status: 413, code: 'REQUEST_TOO_LARGE' },
  { says: 'XML', body: '<a/>', headers: { 'content-type': 'text/xml' }, status: 415, code: 'MEDIA_TYPE_UNSUPPORTED' },
  {
    says: 'a form',
    body: 'visitNo=V1',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    status: 415,
    code: 'MEDIA_TYPE_UNSUPPORTED',
  },
  { says: 'an unknown field', body: { ...GOOD, discount: 1 }, status: 400, code: 'REQUEST_INVALID', fields: ['/discount FIELD_UNKNOWN'] },
  {
    says: 'an amount nobody asked for',
    body: { ...GOOD, amountFen: -1 },
    status: 400,
    code: 'REQUEST_INVALID',
    fields: ['/amountFen FIELD_UNKNOWN'],
  },
  {
    says: 'a fractional amount',
    body: { ...GOOD, amountFen: 0.5 },
    status: 400,
    code: 'REQUEST_INVALID',
    fields: ['/amountFen FIELD_UNKNOWN'],
  },
  { says: 'an overflowing amount', body: '{"totalFen":1e400}', status: 400, code: 'REQUEST_INVALID' },
  {
    says: 'a patient in the body',
    body: { ...GOOD, patientId: 'P2' },
    status: 400,
    code: 'REQUEST_INVALID',
    fields: ['/patientId FIELD_UNKNOWN'],
  },
  {
    says: 'an asker in the body',
    body: { ...GOOD, asker: { patientId: 'P2' } },
    status: 400,
    code: 'REQUEST_INVALID',
    fields: ['/asker FIELD_UNKNOWN'],
  },
  {
    says: 'nothing at all',
    body: {},
    status: 400,
    code: 'REQUEST_INVALID',
    fields: [
      '/billHash FIELD_IS_STRING',
      '/billHash FIELD_MATCHES',
      '/billHash FIELD_MAX_LENGTH',
      '/payMode FIELD_IS_IN',
      '/payMode FIELD_IS_STRING',
      '/useAccount FIELD_IS_BOOLEAN',
      '/visitNo FIELD_IS_STRING',
      '/visitNo FIELD_MATCHES',
      '/visitNo FIELD_MAX_LENGTH',
    ],
  },
  { says: 'an empty body', body: '', status: 400, code: 'REQUEST_INVALID' },
  {
    says: 'a truth that is a text',
    body: { ...GOOD, useAccount: 'true' },
    status: 400,
    code: 'REQUEST_INVALID',
    fields: ['/useAccount FIELD_IS_BOOLEAN'],
  },
  {
    says: 'an unknown pay mode',
    body: { ...GOOD, payMode: 'CASH' },
    status: 400,
    code: 'REQUEST_INVALID',
    fields: ['/payMode FIELD_IS_IN'],
  },
  {
    says: 'a visit number with a blank',
    body: { ...GOOD, visitNo: 'V 1' },
    status: 400,
    code: 'REQUEST_INVALID',
    fields: ['/visitNo FIELD_MATCHES'],
  },
  { says: 'no idempotency key', body: GOOD, headers: { 'idempotency-key': '' }, status: 400, code: 'IDEMPOTENCY_KEY_MISSING' },
  { says: 'a short idempotency key', body: GOOD, headers: { 'idempotency-key': 'short' }, status: 400, code: 'IDEMPOTENCY_KEY_INVALID' },
  {
    says: 'an idempotency key with a blank',
    body: GOOD,
    headers: { 'idempotency-key': 'key 0123456789abcdef' },
    status: 400,
    code: 'IDEMPOTENCY_KEY_INVALID',
  },
  {
    says: 'a long idempotency key',
    body: GOOD,
    headers: { 'idempotency-key': 'k'.repeat(256) },
    status: 400,
    code: 'IDEMPOTENCY_KEY_INVALID',
  },
  {
    says: 'a path that is no order number',
    path: '/v1/orders/abc/settle',
    body: { quoteFingerprint: 'q1' },
    status: 404,
    code: 'ORDER_UNKNOWN',
  },
  { says: 'settling without a fingerprint', path: `/v1/orders/${ORDER}/settle`, body: {}, status: 400, code: 'REQUEST_INVALID' },
  {
    says: 'a channel that is not offered',
    path: `/v1/orders/${ORDER}/settle`,
    body: { quoteFingerprint: 'q1', channel: 'alipay', product: 'JSAPI' },
    status: 422,
    code: 'CHANNEL_NOT_OFFERED',
  },
  {
    says: 'a product that is not offered',
    path: `/v1/orders/${ORDER}/settle`,
    body: { quoteFingerprint: 'q1', channel: 'wechat', product: 'H5' },
    status: 422,
    code: 'CHANNEL_NOT_OFFERED',
  },
  {
    says: 'a channel without its product',
    path: `/v1/orders/${ORDER}/settle`,
    body: { quoteFingerprint: 'q1', channel: 'wechat' },
    status: 400,
    code: 'REQUEST_INVALID',
    fields: ['/product FIELD_MISSING'],
  },
  {
    says: 'a product without its channel',
    path: `/v1/orders/${ORDER}/settle`,
    body: { quoteFingerprint: 'q1', product: 'JSAPI' },
    status: 400,
    code: 'REQUEST_INVALID',
    fields: ['/channel FIELD_MISSING'],
  },
  {
    says: 'no payer',
    path: `/v1/orders/${ORDER}/settle`,
    body: { quoteFingerprint: 'q1', channel: 'wechat', product: 'JSAPI' },
    status: 422,
    code: 'PAYER_MISSING',
  },
  {
    says: 'cancelling with a field',
    path: `/v1/orders/${ORDER}/cancel`,
    body: { force: true },
    status: 400,
    code: 'REQUEST_INVALID',
    fields: ['/force FIELD_UNKNOWN'],
  },
  { says: 'cancelling with a list', path: `/v1/orders/${ORDER}/cancel`, body: [], status: 400, code: 'REQUEST_INVALID' },
  { says: 'a refund without a reason', path: `/v1/orders/${ORDER}/refunds`, body: {}, status: 400, code: 'REQUEST_INVALID' },
  {
    says: 'a refund of an amount',
    path: `/v1/orders/${ORDER}/refunds`,
    body: { reason: 'x', amountFen: 1 },
    status: 400,
    code: 'REQUEST_INVALID',
    fields: ['/amountFen FIELD_UNKNOWN'],
  },
  {
    says: 'a refund with an endless reason',
    path: `/v1/orders/${ORDER}/refunds`,
    body: { reason: 'x'.repeat(201) },
    status: 400,
    code: 'REQUEST_INVALID',
    fields: ['/reason FIELD_MAX_LENGTH'],
  },
  {
    says: 'a session with a nameless person',
    path: '/v1/sessions',
    body: { name: '  ', idNo: '11010519491231002X' },
    status: 400,
    code: 'REQUEST_INVALID',
    fields: ['/name FIELD_MATCHES'],
  },
  {
    says: 'a session without an ID number',
    path: '/v1/sessions',
    body: { name: '张三', idNo: '' },
    status: 400,
    code: 'REQUEST_INVALID',
    fields: ['/idNo FIELD_MATCHES'],
  },
  { says: 'an unknown route', path: '/v1/nothing', body: {}, status: 404, code: 'ROUTE_UNKNOWN' },
  { says: 'a route with a slash too many', path: '/v1/orders/', body: GOOD, status: 404, code: 'ROUTE_UNKNOWN' },
  { says: 'a wrong method', path: `/v1/orders/${ORDER}`, body: {}, status: 405, code: 'METHOD_NOT_ALLOWED' },
  { says: 'a broken escape in the path', path: '/v1/orders/%zz/cancel', body: {}, status: 400, code: 'REQUEST_MALFORMED' },
];
