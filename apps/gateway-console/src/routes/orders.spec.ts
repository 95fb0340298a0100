import { getOrder } from '@meridian/contracts/order/get-order.contract';
import { readStory } from '@meridian/contracts/shared/read-story.contract';
import { refused } from '@meridian/kernel/outcome';
import { ConsoleRig } from '../testing/console-rig';
import { CASES, CONFIRMED, NOW, ORDERS, PAYING, REVERSAL_CASE, STUCK } from '../testing/orders.fixture';
import { confirmedStory, stuckStory } from '../testing/story.fixture';
import type { OrderStoryReply } from './get-order.controller';
import type { OrdersReply } from './list-orders.controller';

let rig: ConsoleRig;
beforeAll(async () => {
  rig = await ConsoleRig.start();
  await rig.signIn();
});
afterAll(() => rig.stop());
beforeEach(() => {
  rig.bus.asked.length = 0;
  rig.day(ORDERS, [...CASES, REVERSAL_CASE]);
  rig.order(CONFIRMED, confirmedStory(CONFIRMED.orderNo, CONFIRMED.createdAt));
});

describe('orders', () => {
  test('come newest first with Meridian’s time, fifty when nobody says how many', async () => {
    const { now, orders } = await rig.answer<OrdersReply>('/api/orders');
    expect(now).toBe(NOW);
    expect(orders).toHaveLength(ORDERS.length);
    expect(rig.bus.asked).toEqual([{ subject: 'order.list-orders.v1', request: { limit: 50 } }]);
  });

  test('can be narrowed and turned over', async () => {
    await rig.answer<OrdersReply>(`/api/orders?phase=PAID&before=${STUCK.orderNo}&limit=7`);
    expect(rig.bus.asked[0]?.request).toEqual({ phase: 'PAID', before: STUCK.orderNo, limit: 7 });
  });

  test.each([
    ['limit=0', '/limit FIELD_MIN'],
    ['limit=101', '/limit FIELD_MAX'],
    ['limit=1e1', '/limit FIELD_IS_INT'],
    ['limit=1&limit=2', '/limit FIELD_IS_INT'],
    ['phase=DONE', '/phase FIELD_IS_IN'],
    ['before=1', '/before FIELD_MATCHES'],
    ['patientId=P1', '/patientId FIELD_UNKNOWN'],
  ])('%s is refused', async (query, field) => {
    const answer = await rig.refusal(`/api/orders?${query}`);
    expect(answer.slice(0, 2)).toEqual([400, 'REQUEST_INVALID']);
    expect(answer).toContain(field);
    expect(rig.bus.asked).toEqual([]);
  });

  test('show neither the patient nor anything that signs a payment', async () => {
    const text = JSON.stringify(await rig.answer<OrdersReply>('/api/orders'));
    expect(text).not.toContain('patientId');
    expect(text).not.toContain('clientParameters');
    expect(text).not.toContain('a-signature-of-a-payment');
    rig.order(PAYING, {});
    const { order } = await rig.answer<OrderStoryReply>(`/api/orders/${PAYING.orderNo}`);
    expect(order?.payment).toEqual({ channel: 'wechat', product: 'JSAPI', validUntil: PAYING.payUntil });
  });
});

describe('one order', () => {
  test('has the story of all services, by time and then by service', async () => {
    const { order, atRest, story } = await rig.answer<OrderStoryReply>(`/api/orders/${CONFIRMED.orderNo}`);
    expect(order?.phase).toBe('CONFIRMED');
    expect(atRest).toBe(true);
    expect(story.gaps).toEqual([]);
    const times = story.entries.map((entry) => entry.at);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(new Set(story.entries.map((entry) => entry.service)).size).toBe(6);
    expect(story.entries).toHaveLength(Object.values(confirmedStory(CONFIRMED.orderNo, 0)).flat().length);
  });

  test('what happened in the same millisecond is told in the order of the services', async () => {
    const at = (service: string) => ({ at: NOW, service, kind: 'fact' as const, title: 'paid', detail: {} });
    rig.order(CONFIRMED, { account: [at('account')], order: [at('order')], payment: [at('payment')] });
    const { story } = await rig.answer<OrderStoryReply>(`/api/orders/${CONFIRMED.orderNo}`);
    expect(story.entries.map((entry) => entry.service)).toEqual(['order', 'payment', 'account']);
  });

  test('a silent service is a gap with its name, and the page goes on asking', async () => {
    rig.bus.answer(readStory('insurance'), refused('SERVICE_SILENT', 'insurance.read-story.v1: TIMEOUT'));
    rig.bus.answer(readStory('data-platform'), refused('SERVICE_UNAVAILABLE'));
    const { atRest, story } = await rig.answer<OrderStoryReply>(`/api/orders/${CONFIRMED.orderNo}`);
    expect(story.gaps).toEqual([
      { service: 'insurance', code: 'SERVICE_SILENT' },
      { service: 'data-platform', code: 'SERVICE_UNAVAILABLE' },
    ]);
    expect(story.entries.length).toBeGreaterThan(0);
    expect(atRest).toBe(false);
  });

  test('is still told by the others when the order service is silent', async () => {
    rig.bus.answer(getOrder, refused('SERVICE_SILENT'));
    rig.bus.answer(readStory('order'), refused('SERVICE_SILENT'));
    const answer = await rig.answer<OrderStoryReply>(`/api/orders/${CONFIRMED.orderNo}`);
    expect(answer.order).toBeUndefined();
    expect(answer.orderGap).toEqual({ service: 'order', code: 'SERVICE_SILENT' });
    expect(answer.story.entries.length).toBeGreaterThan(0);
  });

  test('is not at rest while a call is unknown or a case is open', async () => {
    rig.order(STUCK, stuckStory(STUCK.orderNo, STUCK.createdAt));
    expect((await rig.answer<OrderStoryReply>(`/api/orders/${STUCK.orderNo}`)).atRest).toBe(false);
    rig.order({ ...CONFIRMED, openCase: true }, {});
    expect((await rig.answer<OrderStoryReply>(`/api/orders/${CONFIRMED.orderNo}`)).atRest).toBe(false);
  });

  test('that does not exist is unknown', async () => {
    rig.bus.answer(getOrder, refused('ORDER_UNKNOWN'));
    expect(await rig.refusal(`/api/orders/${CONFIRMED.orderNo}`)).toEqual([404, 'ORDER_UNKNOWN']);
    expect(await rig.refusal('/api/orders/nonsense')).toEqual([404, 'ORDER_UNKNOWN']);
  });
});
