import { freshMerchant, WechatWorld } from '../wechat/wechat.fixture';

let world: WechatWorld;

beforeAll(async () => {
  world = await WechatWorld.start(await freshMerchant());
});
afterAll(() => world.stop());

const rule = { party: 'wechat', operation: 'close', kind: 'delay' };

it('is up', async () => {
  expect(await world.admin('GET', '/health')).toMatchObject({ status: 200, json: { status: 'up', parties: ['wechat'] } });
});

it('moves the clock by offset or by advance, never both or neither', async () => {
  expect((await world.admin('POST', '/clock', { offsetMs: 1_000 })).json.offsetMs).toBe(1_000);
  expect((await world.admin('POST', '/clock', { advanceMs: 500 })).json).toMatchObject({ offsetMs: 1_500, nowMs: expect.any(Number) });
  expect((await world.admin('GET', '/clock')).json.offsetMs).toBe(1_500);
  for (const body of [{}, { offsetMs: 1, advanceMs: 1 }, { offsetMs: '1' }, { advanceMs: 0.5 }, { offset: 1 }]) {
    expect(await world.admin('POST', '/clock', body)).toMatchObject({ status: 400, json: { error: expect.any(String) } });
  }
  await world.admin('POST', '/clock', { offsetMs: 0 });
});

it('adds, lists and removes fault rules', async () => {
  const added = await world.admin('POST', '/faults', { ...rule, id: 'mine', times: 3, delayMs: 10 });
  expect(added.json).toEqual({ ...rule, id: 'mine', times: 3, delayMs: 10 });
  expect((await world.admin('GET', '/faults')).json).toEqual({ rules: [added.json], fired: [] });
  expect((await world.admin('DELETE', '/faults/mine')).status).toBe(204);
  expect((await world.admin('DELETE', '/faults/mine')).status).toBe(404);
  await world.admin('POST', '/faults', rule);
  expect((await world.admin('DELETE', '/faults')).status).toBe(204);
  expect((await world.admin('GET', '/faults')).json.rules).toEqual([]);
});

it.each([
  ['an unknown party', { ...rule, party: 'alipay' }],
  ['a party that is not played', { ...rule, party: 'his' }],
  ['an unknown operation', { ...rule, operation: 'clsoe' }],
  ['an unknown kind', { ...rule, kind: 'explode' }],
  ['an unknown member', { ...rule, percent: 10 }],
  ['no uses', { ...rule, times: 0 }],
  ['no kind', { party: 'wechat', operation: 'close' }],
])('refuses a fault rule with %s', async (_what, body) => {
  expect(await world.admin('POST', '/faults', body)).toMatchObject({ status: 400, json: { error: expect.any(String) } });
  expect((await world.admin('GET', '/faults')).json.rules).toEqual([]);
});

it('accepts the family name of dotted operations', async () => {
  expect((await world.admin('POST', '/faults', { ...rule, operation: 'callback' })).status).toBe(200);
  expect((await world.admin('POST', '/faults', { ...rule, operation: 'callback.refund' })).status).toBe(200);
  await world.admin('DELETE', '/faults');
});

it('answers plainly to what it does not know', async () => {
  expect(await world.admin('GET', '/nothing')).toMatchObject({ status: 404, json: { error: 'no route GET /nothing' } });
  expect(await world.admin('GET', '/books?day=yesterday')).toMatchObject({ status: 400, json: { error: 'day is written 2026-11-22' } });
  expect(await world.admin('GET', '/wechat/orders/M-NONE')).toMatchObject({ status: 404, json: { error: 'no order M-NONE' } });
  expect(await world.admin('POST', '/wechat/payer/pay', { outTradeNo: 'M-NONE' })).toMatchObject({ status: 404 });
  expect(await world.admin('POST', '/wechat/payer/pay', {})).toMatchObject({ status: 400 });
});

it('resets the parties and the rules and leaves the clock where it is', async () => {
  await world.place('M-000001');
  await world.admin('POST', '/faults', rule);
  world.sandbox.clock.set(60_000);
  expect((await world.admin('POST', '/reset')).status).toBe(204);
  expect((await world.query('M-000001')).status).toBe(404);
  expect((await world.admin('GET', '/faults')).json).toEqual({ rules: [], fired: [] });
  expect(world.sandbox.clock.offsetMs).toBe(60_000);
});
