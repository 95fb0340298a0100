import { settleOrder } from '@meridian/contracts/order/settle-order.contract';
import { QUOTED_EXAMPLE } from '@meridian/gateway-kit/openapi/examples';
import { Edge } from '@meridian/gateway-kit/testing/edge';
import { KioskGateway } from './kiosk.gateway';

const SETTLE = '/v1/orders/01261122000000001A/settle';

let edge: Edge;
let headers: Record<string, string>;
beforeAll(async () => {
  edge = await Edge.start({ gateway: new KioskGateway() });
  headers = { ...(await edge.patient()), 'idempotency-key': 'key-0123456789abcdef' };
});
afterAll(() => edge.stop());

test('a bill without a cash part is settled', async () => {
  edge.bus.answer(settleOrder, QUOTED_EXAMPLE);
  expect((await edge.post(SETTLE, { quoteFingerprint: 'q1' }, headers)).status).toBe(200);
});

test('no channel is offered yet, and the gateway says so plainly', async () => {
  const offers = await edge.get('/v1/offers', headers);
  expect(await offers.json()).toMatchObject({ gateway: 'gateway-kiosk', selfPaid: false, channels: [] });
  for (const channel of ['wechat', 'alipay', 'cash']) {
    const response = await edge.post(SETTLE, { quoteFingerprint: 'q1', channel, product: 'JSAPI', payerId: 'o1' }, headers);
    expect([response.status, await response.json()]).toEqual([422, expect.objectContaining({ code: 'CHANNEL_NOT_OFFERED' })]);
  }
});
