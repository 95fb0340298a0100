import { freshMerchant, WechatWorld } from './wechat.fixture';

let world: WechatWorld;

beforeAll(async () => {
  world = await WechatWorld.start(await freshMerchant());
});
afterAll(() => world.stop());
beforeEach(async () => {
  await world.place('M-000001');
  await world.pay('M-000001');
});
afterEach(async () => {
  await world.admin('POST', '/reset');
  world.sandbox.clock.set(0);
});

const status = async (outRefundNo: string) => (await world.queryRefund(outRefundNo)).json.status;

it('is accepted first and done later; any refund makes the order REFUND', async () => {
  const applied = await world.applyRefund(world.refund('M-000001', 'R-1', 250));
  expect(applied.status).toBe(200);
  expect(applied.json).toEqual({
    refund_id: expect.stringMatching(/^50300\d{24}$/),
    out_refund_no: 'R-1',
    transaction_id: expect.stringMatching(/^4200\d{24}$/),
    out_trade_no: 'M-000001',
    channel: 'ORIGINAL',
    user_received_account: '支付用户零钱',
    create_time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00$/),
    status: 'PROCESSING',
    funds_account: 'AVAILABLE',
    amount: {
      total: 1250,
      refund: 250,
      payer_total: 1250,
      payer_refund: 250,
      settlement_refund: 250,
      settlement_total: 1250,
      discount_refund: 0,
      currency: 'CNY',
    },
    promotion_detail: [],
  });
  expect((await world.query('M-000001')).json.trade_state).toBe('REFUND');
  await world.advance(1_000);
  const done = await world.queryRefund('R-1');
  expect(done.json).toEqual({ ...applied.json, status: 'SUCCESS', success_time: expect.any(String) });
});

it('is one refund for one number, and refuses the number with other parameters', async () => {
  const first = await world.applyRefund(world.refund('M-000001', 'R-1'));
  await world.advance(1_000);
  const again = await world.applyRefund(world.refund('M-000001', 'R-1'));
  expect(again.json).toMatchObject({ refund_id: first.json.refund_id, status: 'SUCCESS' });
  const other = await world.applyRefund(world.refund('M-000001', 'R-1', 1));
  expect(other).toMatchObject({
    status: 400,
    text: '{"code":"INVALID_REQUEST","message":"订单金额或退款金额与之前请求不一致，请核实后再试"}',
  });
  expect((await world.admin('GET', '/books')).json.rows).toMatchObject([{ kind: 'payment' }, { kind: 'refund', amountFen: 1250 }]);
});

it('never gives back more than was paid', async () => {
  expect((await world.applyRefund(world.refund('M-000001', 'R-1', 1000))).status).toBe(200);
  const over = await world.applyRefund(world.refund('M-000001', 'R-2', 251));
  expect(over).toMatchObject({ status: 400, json: { code: 'INVALID_REQUEST' } });
  expect((await world.applyRefund(world.refund('M-000001', 'R-3', 250))).status).toBe(200);
  const nothingLeft = await world.applyRefund(world.refund('M-000001', 'R-4', 1));
  expect(nothingLeft).toMatchObject({ status: 400, text: '{"code":"INVALID_REQUEST","message":"订单已全额退款"}' });
});

it('takes fifty refunds for one order', async () => {
  for (let count = 1; count <= 50; count += 1) {
    expect((await world.applyRefund(world.refund('M-000001', `R-${count}`, 1))).status).toBe(200);
  }
  expect(await world.applyRefund(world.refund('M-000001', 'R-51', 1))).toMatchObject({ status: 400, json: { code: 'INVALID_REQUEST' } });
});

it('needs the right total, one of the two order numbers, and a payment', async () => {
  const wrongTotal = { ...world.refund('M-000001', 'R-1'), amount: { refund: 1, total: 1251, currency: 'CNY' } };
  expect(await world.applyRefund(wrongTotal)).toMatchObject({ status: 400, json: { code: 'INVALID_REQUEST' } });
  const both = { ...world.refund('M-000001', 'R-1'), transaction_id: '4200000000000000000000000000' };
  expect(await world.applyRefund(both)).toMatchObject({ status: 400, json: { code: 'PARAM_ERROR' } });
  const noCurrency = { ...world.refund('M-000001', 'R-1'), amount: { refund: 1, total: 1250 } };
  expect(await world.applyRefund(noCurrency)).toMatchObject({ json: { code: 'PARAM_ERROR', detail: { field: '/amount/currency' } } });
  await world.place('M-UNPAID');
  expect(await world.applyRefund(world.refund('M-UNPAID', 'R-1'))).toMatchObject({ status: 404, json: { code: 'RESOURCE_NOT_EXISTS' } });
  expect(await world.queryRefund('R-1')).toMatchObject({ status: 404, json: { code: 'RESOURCE_NOT_EXISTS' } });
});

it('finds the order by transaction_id as well', async () => {
  const { transaction_id } = (await world.query('M-000001')).json;
  const { out_trade_no: _left, ...body } = world.refund('M-000001', 'R-1');
  expect((await world.applyRefund({ ...body, transaction_id })).json).toMatchObject({ out_trade_no: 'M-000001', status: 'PROCESSING' });
});

it('is too late after a year', async () => {
  await world.advance(365 * 86_400_000 + 1_000);
  expect(await world.applyRefund(world.refund('M-000001', 'R-1'))).toMatchObject({ json: { code: 'TRADE_OVERDUE' } });
});

it('refund-closed: fails for good, and its amount can be refunded under a new number', async () => {
  world.fault('refund-closed', 'refund', { delayMs: 60_000 });
  await world.applyRefund(world.refund('M-000001', 'R-1'));
  await world.advance(59_000);
  expect(await status('R-1')).toBe('PROCESSING');
  await world.advance(1_000);
  expect(await status('R-1')).toBe('CLOSED');
  expect((await world.applyRefund(world.refund('M-000001', 'R-1'))).json.status).toBe('CLOSED');
  expect((await world.applyRefund(world.refund('M-000001', 'R-2'))).status).toBe(200);
});

it('refund-abnormal: the payer cannot be given it, and the amount stays taken', async () => {
  world.fault('refund-abnormal', 'refund');
  await world.applyRefund(world.refund('M-000001', 'R-1'));
  await world.advance(1_000);
  expect(await status('R-1')).toBe('ABNORMAL');
  expect((await world.applyRefund(world.refund('M-000001', 'R-2'))).status).toBe(400);
});

it('refund-slow: stays in hand as long as the rule says', async () => {
  world.fault('refund-slow', 'refund', { delayMs: 7_200_000 });
  await world.applyRefund(world.refund('M-000001', 'R-1'));
  await world.advance(7_199_000);
  expect(await status('R-1')).toBe('PROCESSING');
  await world.advance(1_000);
  expect(await status('R-1')).toBe('SUCCESS');
});

it('NOT_ENOUGH by switch: the same number goes through after the top-up', async () => {
  world.fault('refuse', 'refund', { code: 'NOT_ENOUGH', text: '基本账户余额不足，请充值后重新发起' });
  expect(await world.applyRefund(world.refund('M-000001', 'R-1'))).toMatchObject({ status: 403, json: { code: 'NOT_ENOUGH' } });
  expect((await world.applyRefund(world.refund('M-000001', 'R-1'))).status).toBe(200);
});

it('shows payments and refunds in the books of the Shanghai day', async () => {
  await world.applyRefund(world.refund('M-000001', 'R-1', 250));
  await world.advance(1_000);
  const { rows } = (await world.admin('GET', '/books')).json as { rows: Record<string, unknown>[] };
  expect(rows).toMatchObject([
    { party: 'wechat', kind: 'payment', number: 'M-000001', amountFen: 1250, state: 'REFUND' },
    { party: 'wechat', kind: 'refund', number: 'R-1', of: 'M-000001', amountFen: 250, state: 'SUCCESS' },
  ]);
  expect((await world.admin('GET', `/books?day=${String(rows[0]?.day)}`)).json.rows).toContainEqual(rows[0]);
  expect((await world.admin('GET', '/books?day=2020-01-01')).json.rows).toEqual([]);
});
