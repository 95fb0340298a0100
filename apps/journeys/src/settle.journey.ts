import { codeOf, Stage } from './stage';
import { agreedTo } from './visit';

const MIXED = { totalFen: 44_620, fundFen: 2060, accountFen: 30_000, mutualAidFen: 0, cashFen: 12_560, hospitalFen: 0, adjustFen: 0 };
const NO_INSURER = { fundFen: 0, accountFen: 0, mutualAidFen: 0, hospitalFen: 0, adjustFen: 0 };

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage?.close());

describe('a bill is settled', () => {
  it('across insurer, WeChat Pay and HIS', async () => {
    const visit = await stage.visit('mixed');
    await visit.quoted();
    expect(visit.order.split).toEqual(MIXED);
    await visit.paying();
    expect(visit.order.payment).toMatchObject({
      channel: 'wechat',
      product: 'JSAPI',
      clientParameters: { package: expect.stringMatching(/^prepay_id=wx/) },
    });
    await visit.paid();
    await visit.confirmed();
    expect(visit.order).toMatchObject({ split: MIXED, hisReceiptNo: expect.stringMatching(/^R\d+$/), unknown: false, openCase: false });
    await visit.agree('CONFIRMED');
    // The centre's own files: the account is spent, the fund paid its part.
    expect(await stage.outside.insured(visit.person.insurance?.psnNo ?? '')).toMatchObject({ balanceFen: 0, poolUsedFen: 2060 });
    expect((await visit.patient.bills()).map((bill: { visitNo: string }) => bill.visitNo)).not.toContain(visit.visitNo);
  });

  it('without the insurer, when the patient is not insured', async () => {
    const visit = await stage.visit('uninsured');
    expect(codeOf(await visit.patient.order(await visit.bill()))).toBe('BILL_NOT_INSURED');
    await visit.whole({ payMode: 'SELF_PAID' });
    expect(visit.order.split).toEqual({ totalFen: 44_620, ...NO_INSURER, cashFen: 44_620 });
    await visit.agree('CONFIRMED');
  });

  it('without the insurer, when an insured patient wants it so from the start', async () => {
    const visit = await stage.visit('mixed');
    await visit.whole({ payMode: 'SELF_PAID' });
    expect(visit.order.split).toMatchObject({ cashFen: 44_620, fundFen: 0 });
    await visit.agree('CONFIRMED');
    expect(await stage.outside.insured(visit.person.insurance?.psnNo ?? '')).toMatchObject({ balanceFen: 30_000, deductibleUsedFen: 0 });
  });

  it('without the insurer, when the patient changes his mind after the quote', async () => {
    const visit = await stage.visit('mixed');
    await visit.quoted();
    visit.take(await visit.patient.selfPay(visit.orderNo));
    await visit.reach((order) => order.payMode === 'SELF_PAID' && order.phase === 'QUOTED');
    await visit.paying();
    await visit.paid();
    await visit.confirmed();
    expect(visit.order.split).toMatchObject({ cashFen: 44_620, fundFen: 0 });
    await visit.agree('CONFIRMED');
  });

  it('without cash, when fund and account cover it', async () => {
    const visit = await stage.visit('covered');
    await visit.quoted();
    expect(visit.order.split).toMatchObject({ fundFen: 2060, accountFen: 42_560, cashFen: 0 });
    visit.take(await visit.patient.settle(agreedTo(visit.order), {}));
    await visit.confirmed();
    await visit.agree({ end: 'CONFIRMED', payments: 0 });
  });

  it('with the account left alone, when the patient wants it so', async () => {
    const visit = await stage.visit('covered');
    await visit.whole({ useAccount: false });
    expect(visit.order.split).toMatchObject({ fundFen: 2060, accountFen: 0, cashFen: 42_560 });
    await visit.agree('CONFIRMED');
  });

  it('below the deductible: all cash, and the insurer counts it all the same', async () => {
    const visit = await stage.visit('below');
    await visit.whole();
    expect(visit.order.split).toEqual({ totalFen: 8640, ...NO_INSURER, cashFen: 8640 });
    await visit.agree('CONFIRMED');
    expect(await stage.outside.insured(visit.person.insurance?.psnNo ?? '')).toMatchObject({ deductibleUsedFen: 8640, poolUsedFen: 0 });
  });

  it('with the visit registered at the centre by the platform', async () => {
    const visit = await stage.visit('platform');
    await visit.whole();
    expect(visit.order.split).toEqual(MIXED);
    await visit.agree('CONFIRMED');
  });

  it('one after the other for the same person, each on the figures of its own day', async () => {
    const first = await stage.visit('mixed');
    await first.whole();
    const second = await stage.again(first);
    await second.whole();
    // The deductible is used up and the account is empty: half of what is in scope, and the rest in cash.
    expect(second.order.split).toMatchObject({ accountFen: 0 });
    expect(second.order.split?.fundFen).toBeGreaterThan(2060);
    await first.agree('CONFIRMED');
    await second.agree('CONFIRMED');
  });
});

describe('nothing is settled', () => {
  it.each(['mixed', 'platform', 'covered'] as const)('when the patient cancels a quoted order (%s)', async (kind) => {
    const visit = await stage.visit(kind);
    await visit.quoted();
    await visit.cancelled();
    await visit.agree('CANCELLED');
    const again = visit.sameBill();
    await again.quoted(); // the bill is free for another order
    await again.cancelled();
    await again.agree('CANCELLED');
  });

  it('when the patient cancels before he pays: the insurer gives it back', async () => {
    const visit = await stage.visit('mixed');
    await visit.quoted();
    await visit.paying();
    expect(await stage.outside.insured(visit.person.insurance?.psnNo ?? '')).toMatchObject({ balanceFen: 0 });
    await visit.cancelled();
    await visit.agree('CANCELLED');
    expect(await stage.outside.insured(visit.person.insurance?.psnNo ?? '')).toMatchObject({ balanceFen: 30_000, poolUsedFen: 0 });
    await expect(visit.paid()).rejects.toThrow('cannot be paid');
  });

  it('when the insurance is suspended, and the patient is told', async () => {
    const visit = await stage.visit('platform');
    await stage.outside.standing(visit.person.insurance?.psnNo ?? '', { active: false });
    visit.take(await visit.patient.order(await visit.bill()));
    await visit.reach((order) => order.reason !== undefined);
    expect(visit.order).toMatchObject({ phase: 'DRAFT', reason: 'INSURANCE_SUSPENDED' });
    await visit.cancelled();
    await visit.agree('CANCELLED');
  });

  it('when the patient’s credential has ended: he may try again, and the insurer settles once', async () => {
    const visit = await stage.visit('mixed');
    await visit.quoted();
    await stage.outside.fault({ party: 'insurance', operation: '2207', kind: 'credential-expired', match: visit.person.insurance?.psnNo });
    visit.take(await visit.patient.settle(agreedTo(visit.order)));
    await visit.reach((order) => order.phase === 'QUOTED' && order.reason !== undefined);
    expect(visit.order.reason).toBe('CREDENTIAL_EXPIRED');
    await visit.paying();
    await visit.paid();
    await visit.confirmed();
    await visit.agree('CONFIRMED');
  });

  it('when the HIS refuses the confirm, since the bill has changed: both moneys go back', async () => {
    const visit = await stage.visit('mixed');
    await visit.quoted();
    await visit.paying();
    await stage.outside.changeBill(visit.visitNo);
    await visit.paid();
    await visit.reach('CANCELLED');
    await visit.agree({ end: 'CANCELLED', payments: 1 });
  });
});

describe('a whole refund goes back by the original route', () => {
  it.each(['mixed', 'platform', 'below'] as const)('insured (%s)', async (kind) => {
    const visit = await stage.visit(kind);
    const before = await stage.outside.insured(visit.person.insurance?.psnNo ?? '');
    await visit.whole();
    await visit.refunded();
    await visit.agree('REFUNDED');
    expect(await stage.outside.insured(visit.person.insurance?.psnNo ?? '')).toEqual(before);
  });

  it('self-paid', async () => {
    const visit = await stage.visit('uninsured');
    await visit.whole({ payMode: 'SELF_PAID' });
    await visit.refunded();
    await visit.agree('REFUNDED');
  });

  it('without cash', async () => {
    const visit = await stage.visit('covered');
    await visit.quoted();
    visit.take(await visit.patient.settle(agreedTo(visit.order), {}));
    await visit.confirmed();
    await visit.refunded();
    await visit.agree({ end: 'REFUNDED', payments: 0 });
  });

  it('not, when something was dispensed', async () => {
    const visit = await stage.visit('mixed');
    await visit.whole();
    await stage.outside.deliver(visit.order.sheets[0]?.sheetNo ?? '');
    visit.take(await visit.patient.refund(visit.orderNo));
    await visit.reach((order) => order.refunds.some((refund) => refund.state === 'DROPPED'));
    expect(visit.order.refunds[0]).toMatchObject({ state: 'DROPPED', reason: 'ITEM_DELIVERED' });
    await visit.agree('CONFIRMED');
  });

  it('not in part: when the insurer refuses to reverse, the cash stays, the HIS holds its lines again, and a person is called', async () => {
    const visit = await stage.visit('mixed');
    await visit.whole();
    await stage.outside.fault({
      party: 'insurance',
      operation: '2208',
      kind: 'refuse',
      match: visit.person.insurance?.psnNo,
      text: '该结算已清算，不允许撤销',
    });
    visit.take(await visit.patient.refund(visit.orderNo));
    await visit.reach((order) => order.refunds.some((refund) => refund.state === 'BLOCKED'));
    await visit.agree({ end: 'CONFIRMED', cases: ['refund-blocked', 'reversal-refused'] });
  });
});

describe('a gateway without a channel', () => {
  it.each(['gateway-app', 'gateway-alipay', 'gateway-kiosk'])('%s settles what the insurer covers', async (gateway) => {
    const visit = await stage.visit('covered', gateway);
    await visit.quoted();
    visit.take(await visit.patient.settle(agreedTo(visit.order), {}));
    await visit.confirmed();
    await visit.agree({ end: 'CONFIRMED', payments: 0 });
  });

  it.each(['gateway-app', 'gateway-alipay', 'gateway-kiosk'])('%s says that it cannot take cash', async (gateway) => {
    const visit = await stage.visit('mixed', gateway);
    await visit.quoted();
    expect(codeOf(await visit.patient.settle(agreedTo(visit.order)))).toBe('CHANNEL_NOT_OFFERED');
    expect(codeOf(await visit.patient.settle(agreedTo(visit.order), {}))).toBe('CHANNEL_NOT_OFFERED');
    expect(codeOf(await visit.patient.selfPay(visit.orderNo))).toBe('CHANNEL_NOT_OFFERED');
    expect(codeOf(await visit.patient.order(await visit.bill(), { payMode: 'SELF_PAID' }))).toBe('CHANNEL_NOT_OFFERED');
    await visit.reach('QUOTED');
    await visit.cancelled();
    await visit.agree('CANCELLED');
  });
});

it('leaves everybody’s books in order, and no patient in the clear', async () => {
  expect(await stage.faults()).toEqual([]);
});
