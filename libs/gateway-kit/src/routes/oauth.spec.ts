// size: a table of cases: each column of the table is an argument
import { issueToken } from '@meridian/contracts/account/issue-token.contract';
import { refused } from '@meridian/kernel/outcome';
import { Edge } from '../testing/edge';
import { GatewayWithChannel } from '../testing/gateways';

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };
const GOOD = { grant_type: 'client_credentials', client_id: 'app-1', client_secret: 's3cret 密+&=' };
const form = (values: Record<string, string>): string => new URLSearchParams(values).toString();
const basic = (id: string, secret: string) => ({
  authorization: `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')}`,
});

let edge: Edge;
let accessToken: string;
beforeAll(async () => {
  edge = await Edge.start({ gateway: new GatewayWithChannel() });
  accessToken = await edge.token();
});
afterAll(() => edge.stop());
beforeEach(() => {
  edge.bus.asked.length = 0;
  edge.bus.answer(issueToken, { accessToken, expiresInSeconds: 600 });
});

test.each([
  ['a form', () => edge.post('/oauth/token', form(GOOD), FORM)],
  ['JSON', () => edge.post('/oauth/token', GOOD)],
  [
    'HTTP Basic',
    () => edge.post('/oauth/token', form({ grant_type: 'client_credentials' }), { ...FORM, ...basic('app-1', GOOD.client_secret) }),
  ],
  ['a form with parameters we do not know', () => edge.post('/oauth/token', form({ ...GOOD, resource: 'x' }), FORM)],
])('%s earns a token of this gateway', async (_says, ask) => {
  const response = await ask();
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ access_token: accessToken, token_type: 'Bearer', expires_in: 600, scope: 'pay refund' });
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(edge.bus.asked).toEqual([
    {
      subject: issueToken.subject,
      request: { grantType: 'client_credentials', applicationId: 'app-1', secret: GOOD.client_secret, gateway: 'gateway-test' },
    },
  ]);
});

test.each([
  ['another grant', form({ ...GOOD, grant_type: 'password' }), FORM, 400, 'unsupported_grant_type', 'REQUEST_INVALID'],
  ['no grant', form({ client_id: 'a', client_secret: 'b' }), FORM, 400, 'unsupported_grant_type', 'REQUEST_INVALID'],
  ['no secret', form({ grant_type: 'client_credentials', client_id: 'a' }), FORM, 400, 'invalid_request', 'REQUEST_INVALID'],
  ['a parameter twice', `${form(GOOD)}&client_id=app-2`, FORM, 400, 'invalid_request', 'REQUEST_INVALID'],
  ['two ways of authenticating', form(GOOD), { ...FORM, ...basic('app-1', 'x') }, 400, 'invalid_request', 'REQUEST_MALFORMED'],
  [
    'a broken Basic header',
    form({ grant_type: 'client_credentials' }),
    { ...FORM, authorization: 'Basic %%' },
    400,
    'invalid_request',
    'REQUEST_MALFORMED',
  ],
  ['malformed JSON', '{', {}, 400, 'invalid_request', 'REQUEST_MALFORMED'],
  ['a list', '[]', {}, 400, 'invalid_request', 'REQUEST_MALFORMED'],
  ['another media type', '<a/>', { 'content-type': 'text/xml' }, 415, 'invalid_request', 'MEDIA_TYPE_UNSUPPORTED'],
])('%s → the error of RFC 6749 and our code', async (_says, body, headers, status, error, code) => {
  const response = await edge.post('/oauth/token', body, headers as Record<string, string>);
  expect(response.status).toBe(status);
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect(await response.json()).toMatchObject({ error, error_description: expect.any(String), code, message: { zh: expect.any(String) } });
  expect(edge.bus.asked).toEqual([]);
});

test('a wrong secret is invalid_client with a challenge', async () => {
  edge.bus.answer(issueToken, refused('CLIENT_INVALID'));
  const response = await edge.post('/oauth/token', form(GOOD), FORM);
  expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Basic realm="meridian"']);
  expect(await response.json()).toMatchObject({ error: 'invalid_client', code: 'CLIENT_INVALID' });
});

test('a silent account service is a passing trouble', async () => {
  edge.bus.answer(issueToken, refused('SERVICE_SILENT'));
  const response = await edge.post('/oauth/token', form(GOOD), FORM);
  expect(response.status).toBe(504);
  expect(await response.json()).toMatchObject({ error: 'temporarily_unavailable', code: 'SERVICE_SILENT' });
});
