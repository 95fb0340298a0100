import { issueToken } from '@meridian/contracts/account/issue-token.contract';
import { listUnpaid } from '@meridian/contracts/order/list-unpaid.contract';
import { refundOrder } from '@meridian/contracts/order/refund-order.contract';
import { refused } from '@meridian/kernel/outcome';
import { REFUNDED_EXAMPLE, UNPAID_EXAMPLE } from '../openapi/examples';
import { Edge } from '../testing/edge';
import { GatewayWithChannel } from '../testing/gateways';

let edge: Edge;
beforeEach(async () => {
  edge = await Edge.start({ gateway: new GatewayWithChannel(), limits: { application: 6, patient: 4, refund: 2, token: 3 } });
  edge.bus.answer(listUnpaid, UNPAID_EXAMPLE);
  edge.bus.answer(refundOrder, REFUNDED_EXAMPLE);
  edge.bus.answer(issueToken, refused('CLIENT_INVALID'));
});
afterEach(() => edge.stop());

async function bills(times: number, patientId: string, applicationId = 'app-1'): Promise<number[]> {
  const headers = await edge.patient({ token: { sub: applicationId }, session: { sub: patientId, client_id: applicationId } });
  const statuses: number[] = [];
  for (let i = 0; i < times; i++) statuses.push((await edge.get('/v1/bills', headers)).status);
  return statuses;
}

test('a patient has a bucket, and so has the application over all its patients', async () => {
  expect(await bills(5, 'P1')).toEqual([200, 200, 200, 200, 429]);
  // Five requests of the application are counted by now: one is left.
  expect(await bills(2, 'P2')).toEqual([200, 429]);
  expect(await bills(1, 'P1', 'app-2')).toEqual([200]);
});

test('refunds have a tighter bucket of their own', async () => {
  const headers = { ...(await edge.patient()), 'idempotency-key': 'key-0123456789abcdef' };
  const refund = () => edge.post('/v1/orders/01261122000000001A/refunds', { reason: 'x' }, headers);
  expect([(await refund()).status, (await refund()).status]).toEqual([201, 201]);
  const third = await refund();
  expect(third.status).toBe(429);
  expect(Number(third.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await third.json()).toMatchObject({ code: 'REQUEST_TOO_MANY', status: 429 });
  expect((await edge.get('/v1/bills', headers)).status).toBe(200);
});

test('guessing secrets is slowed by address', async () => {
  const body = { grant_type: 'client_credentials', client_id: 'a', client_secret: 'b' };
  const statuses: number[] = [];
  for (let i = 0; i < 4; i++) statuses.push((await edge.post('/oauth/token', body)).status);
  expect(statuses).toEqual([401, 401, 401, 429]);
});

test('who is refused at the door uses up nobody’s bucket', async () => {
  for (let i = 0; i < 7; i++) await edge.get('/v1/bills', { authorization: `Bearer ${await edge.token({ aud: 'x' })}` });
  expect(await bills(1, 'P1')).toEqual([200]);
});
