import { createHmac, generateKeyPairSync } from 'node:crypto';
import { getOrder } from '@meridian/contracts/order/get-order.contract';
import { listUnpaid } from '@meridian/contracts/order/list-unpaid.contract';
import { refused } from '@meridian/kernel/outcome';
import type { Problem } from '../http/problem';
import { UNPAID_EXAMPLE } from '../openapi/examples';
import { Edge } from '../testing/edge';
import { GatewayWithChannel } from '../testing/gateways';

let edge: Edge;
beforeAll(async () => {
  edge = await Edge.start({ gateway: new GatewayWithChannel(), limits: { patient: 0 } });
});
afterAll(() => edge.stop());
beforeEach(() => {
  edge.bus.asked.length = 0;
});

const encoded = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const codeOf = async (response: Response): Promise<string> => ((await response.json()) as Problem).code;

/** The claims of a good token under a header of the attacker's choice. */
async function forged(header: object, sign: (text: string) => string): Promise<string> {
  const [, claims = ''] = (await edge.token()).split('.');
  const text = `${encoded(header)}.${claims}`;
  return `${text}.${sign(text)}`;
}

describe('the access token', () => {
  const ask = async (token: string): Promise<Response> =>
    edge.get('/v1/bills', { authorization: token, 'meridian-session': await edge.session() });

  test.each([
    ['none at all', async () => '', 'TOKEN_MISSING'],
    ['another scheme', async () => 'Basic YTpi', 'TOKEN_MISSING'],
    ['no token', async () => 'Bearer garbage', 'TOKEN_INVALID'],
    ['one of another gateway', async () => `Bearer ${await edge.token({ aud: 'gateway-app' })}`, 'TOKEN_INVALID'],
    ['one for no gateway', async () => `Bearer ${await edge.token({ aud: [] })}`, 'TOKEN_INVALID'],
    ['algorithm none', async () => `Bearer ${await forged({ alg: 'none' }, () => '')}`, 'TOKEN_INVALID'],
    [
      'our public key as a shared secret',
      async () => {
        const pem = edge.keys.publicKey.export({ type: 'spki', format: 'pem' });
        return `Bearer ${await forged({ alg: 'HS256' }, (text) => createHmac('sha256', pem).update(text).digest('base64url'))}`;
      },
      'TOKEN_INVALID',
    ],
    ['another key', async () => `Bearer ${await edge.token({}, generateKeyPairSync('ed25519').privateKey)}`, 'TOKEN_INVALID'],
    ['another issuer', async () => `Bearer ${await edge.token({ iss: 'elsewhere' })}`, 'TOKEN_INVALID'],
    ['no end', async () => `Bearer ${await edge.token({ exp: undefined })}`, 'TOKEN_INVALID'],
    ['nobody', async () => `Bearer ${await edge.token({ sub: '' })}`, 'TOKEN_INVALID'],
    ['a patient session in its place', async () => `Bearer ${await edge.session()}`, 'TOKEN_INVALID'],
    ['one without scopes', async () => `Bearer ${await edge.token({ scope: undefined })}`, 'SCOPE_MISSING'],
    ['one of another scope', async () => `Bearer ${await edge.token({ scope: 'refund payroll' })}`, 'SCOPE_MISSING'],
  ])('%s → %s', async (_says, token, code) => {
    const response = await ask(await token());
    expect(response.status).toBe(code === 'SCOPE_MISSING' ? 403 : 401);
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer/);
    expect(await codeOf(response)).toBe(code);
    expect(edge.bus.asked).toEqual([]);
  });

  test('is refused once our clock has passed its end, and not before', async () => {
    edge.bus.answer(listUnpaid, UNPAID_EXAMPLE);
    const headers = await edge.patient();
    const start = edge.clock.at;
    edge.clock.at = start + 599_000;
    expect((await edge.get('/v1/bills', headers)).status).toBe(200);
    edge.clock.at = start + 600_000;
    const response = await edge.get('/v1/bills', headers);
    edge.clock.at = start;
    expect([response.status, await codeOf(response)]).toEqual([401, 'TOKEN_EXPIRED']);
  });
});

describe('the patient session', () => {
  test.each([
    ['none', async () => undefined, 'SESSION_MISSING'],
    ['no token', async () => 'garbage', 'SESSION_INVALID'],
    ['one of another application', async () => edge.session({ client_id: 'app-2' }), 'SESSION_INVALID'],
    ['one of another gateway', async () => edge.session({ aud: 'gateway-app' }), 'SESSION_INVALID'],
    ['one that has ended', async () => edge.session({ exp: 1 }), 'SESSION_INVALID'],
    ['one without a record number', async () => edge.session({ patientNo: undefined }), 'SESSION_INVALID'],
    ['an access token in its place', async () => edge.token({ client_id: 'app-1' }), 'SESSION_INVALID'],
    ['another key', async () => edge.session({}, generateKeyPairSync('ed25519').privateKey), 'SESSION_INVALID'],
    ['two at once', async () => `${await edge.session()}, ${await edge.session({ sub: 'P2' })}`, 'SESSION_INVALID'],
  ])('%s → %s', async (_says, session, code) => {
    const given = await session();
    const headers = { authorization: `Bearer ${await edge.token()}`, ...(given === undefined ? {} : { 'meridian-session': given }) };
    const response = await edge.get('/v1/bills', headers);
    expect([response.status, await codeOf(response)]).toEqual([401, code]);
    expect(edge.bus.asked).toEqual([]);
  });

  test('alone says who the patient is', async () => {
    edge.bus.answer(listUnpaid, UNPAID_EXAMPLE);
    await edge.get('/v1/bills?patientId=P9&asker[patientId]=P9', {
      ...(await edge.patient({ session: { sub: 'P7' } })),
      'patient-id': 'P9',
    });
    expect(edge.bus.asked).toEqual([
      { subject: listUnpaid.subject, request: { asker: { applicationId: 'app-1', patientId: 'P7', patientNo: '0000123' } } },
    ]);
  });

  test('of another patient finds no order', async () => {
    edge.bus.answer(getOrder, refused('ORDER_UNKNOWN'));
    const response = await edge.get('/v1/orders/01261122000000001A', await edge.patient({ session: { sub: 'P2' } }));
    expect([response.status, await codeOf(response)]).toEqual([404, 'ORDER_UNKNOWN']);
    expect(edge.bus.asked[0]?.request).toMatchObject({ asker: { patientId: 'P2' } });
  });
});

test('probes, documents and the list of problems need no token', async () => {
  const paths = ['/livez', '/readyz', '/openapi.json', '/docs', '/problems', '/problems/ORDER_UNKNOWN'];
  const statuses = await Promise.all(paths.map(async (path) => (await edge.get(path)).status));
  expect(statuses).toEqual(paths.map(() => 200));
});

test('a draining gateway is not ready, and says which check', async () => {
  edge.readiness.draining = true;
  const response = await edge.get('/readyz');
  edge.readiness.draining = false;
  expect(response.status).toBe(503);
  expect(await response.json()).toEqual({ status: 'not-ready', draining: true, checks: { nats: true } });
});
