import { randomBytes } from 'node:crypto';
import { HandClock } from '@meridian/gateway-kit/testing/edge';
import { ConsoleRig, PASSWORD } from '../testing/console-rig';
import { CASES, NOW, ORDERS } from '../testing/orders.fixture';
import { SessionTokens } from './session-tokens';

const MINUTE = 60_000;
const KEY = Buffer.alloc(32, 9);

let rig: ConsoleRig;
beforeEach(async () => {
  rig = await ConsoleRig.start();
  rig.day(ORDERS, CASES);
});
afterEach(() => rig.stop());

const codeOf = async (response: Response): Promise<unknown> => [response.status, ((await response.json()) as { code: string }).code];

test('an operator signs in and is known by name', async () => {
  const response = await rig.post('/api/session', { operatorId: 'cashier-01', password: PASSWORD });
  expect(response.status).toBe(201);
  const [cookie = ''] = response.headers.getSetCookie();
  expect(cookie).toMatch(/^meridian-console=[\w.-]+; Path=\/api; Max-Age=1800; HttpOnly; SameSite=Strict$/);
  const who = await rig.get('/api/session', { cookie });
  expect(await who.json()).toEqual({ operator: { operatorId: 'cashier-01', name: '收费员 01' }, expiresAt: NOW + 30 * MINUTE });
});

test.each([
  ['a wrong password', { operatorId: 'cashier-01', password: 'wrong' }],
  ['an unknown operator', { operatorId: 'nobody', password: PASSWORD }],
])('%s is refused with the same answer', async (_, body) => {
  const response = await rig.post('/api/session', body);
  expect(response.headers.getSetCookie()).toEqual([]);
  expect(await codeOf(response)).toEqual([401, 'CLIENT_INVALID']);
});

test('neither a password nor a token is ever logged', async () => {
  const { cookie } = await rig.signIn();
  await rig.post('/api/session', { operatorId: 'cashier-01', password: 'a wrong one' });
  await rig.get('/api/orders', { cookie });
  const lines = rig.logged.join('');
  expect(lines).toContain('"deed":"signed-in"');
  expect(lines).toContain('"deed":"sign-in-refused"');
  expect(lines).not.toContain(PASSWORD);
  expect(lines).not.toContain('a wrong one');
  expect(lines).not.toContain(cookie.split('=')[1]);
});

test('after five wrong passwords even the right one has to wait', async () => {
  const wrong = { operatorId: 'cashier-01', password: 'wrong' };
  // At once, so that none is let through while another is still being hashed.
  const answers = await Promise.all(Array.from({ length: 6 }, () => rig.post('/api/session', wrong)));
  expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([401, 401, 401, 401, 401, 429]);
  const right = await rig.post('/api/session', { ...wrong, password: PASSWORD });
  expect(right.headers.get('retry-after')).toBe('900');
  expect(await codeOf(right)).toEqual([429, 'REQUEST_TOO_MANY']);
  rig.clock.at += 15 * MINUTE;
  expect((await rig.post('/api/session', { ...wrong, password: PASSWORD })).status).toBe(201);
});

test.each(['/api/session', '/api/cases/order/c1/resolve'])('another site cannot make the browser post to %s', async (path) => {
  const { cookie } = await rig.signIn();
  const response = await fetch(rig.url + path, {
    method: 'POST',
    headers: { cookie, 'content-type': 'application/json' },
    body: JSON.stringify({ operatorId: 'cashier-01', password: PASSWORD }),
  });
  expect(await codeOf(response)).toEqual([400, 'REQUEST_INVALID']);
});

test('a form of another site is not read at all', async () => {
  const response = await rig.post('/api/session', {}, { 'content-type': 'application/x-www-form-urlencoded' });
  expect(await codeOf(response)).toEqual([415, 'MEDIA_TYPE_UNSUPPORTED']);
});

test.each([
  '/api/session',
  '/api/orders',
  '/api/orders/012611220000001041',
  '/api/cases',
  '/api/totals',
  '/api/checks/2026-11-22',
  '/api/balances',
])('%s is closed to everybody who has not signed in', async (path) => {
  expect(await codeOf(await rig.get(path))).toEqual([401, 'TOKEN_MISSING']);
  expect(rig.bus.asked).toEqual([]);
});

const cookieOf = (token: string) => ({ cookie: `other=1; meridian-console=${token}` });
const tokenOf = async (key: Buffer, operatorId: string, at = NOW): Promise<string> =>
  (await new SessionTokens(key, new HandClock(at)).issue(operatorId)).token;

test('a token of ours is taken, beside other cookies', async () => {
  expect((await rig.get('/api/session', cookieOf(await tokenOf(KEY, 'cashier-01')))).status).toBe(200);
});

test('a token signed with another key, of nobody, unsigned or broken is refused', async () => {
  const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from('{"sub":"cashier-01"}').toString('base64url')}.`;
  for (const token of [await tokenOf(randomBytes(32), 'cashier-01'), await tokenOf(KEY, 'dismissed'), unsigned, 'x']) {
    expect(await codeOf(await rig.get('/api/session', cookieOf(token)))).toEqual([401, 'TOKEN_INVALID']);
  }
});

test('a session ends half an hour after the last thing a person did', async () => {
  const { cookie } = await rig.signIn();
  rig.clock.at += 20 * MINUTE;
  const polled = await rig.get('/api/orders', { cookie, 'meridian-console': 'poll' });
  expect(polled.headers.getSetCookie()).toEqual([]);
  const asked = await rig.get('/api/orders', { cookie, 'meridian-console': 'person' });
  const [renewed = ''] = asked.headers.getSetCookie();
  rig.clock.at += 20 * MINUTE;
  expect(await codeOf(await rig.get('/api/orders', { cookie }))).toEqual([401, 'TOKEN_EXPIRED']);
  expect((await rig.get('/api/orders', { cookie: renewed.split(';', 1)[0] ?? '' })).status).toBe(200);
});

test('however busy, a session ends after a long shift', async () => {
  let { cookie } = await rig.signIn();
  let status = 200;
  const startedAt = rig.clock.at;
  while (status === 200) {
    rig.clock.at += 20 * MINUTE;
    const response = await rig.get('/api/session', { cookie, 'meridian-console': 'person' });
    status = response.status;
    cookie = response.headers.getSetCookie()[0]?.split(';', 1)[0] ?? cookie;
  }
  expect(rig.clock.at - startedAt).toBe(12 * 60 * MINUTE);
});

test('signing out takes the cookie away', async () => {
  const response = await fetch(`${rig.url}/api/session`, { method: 'DELETE', headers: { 'meridian-console': 'person' } });
  expect(response.status).toBe(204);
  expect(response.headers.getSetCookie()).toEqual(['meridian-console=; Path=/api; Max-Age=0; HttpOnly; SameSite=Strict']);
});
