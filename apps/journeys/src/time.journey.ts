import { codeOf, Stage } from './stage';
import { agreedTo, type Visit } from './visit';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
  await stage.morning();
});
afterAll(() => stage?.close());

/** Time passes, and the patient signs in again. */
async function later(visit: Visit, ms: number): Promise<void> {
  await stage.advance(ms);
  await visit.patient.signIn();
}

const psnNoOf = (visit: Visit): string => visit.person.insurance?.psnNo ?? '';
const balanceOf = async (visit: Visit): Promise<number> =>
  ((await stage.outside.insured(psnNoOf(visit))) as { balanceFen: number }).balanceFen;

describe('nobody pays in time', () => {
  it('a quote ends, and its bill is free again', async () => {
    const visit = await stage.visit('insured');
    await visit.quoted();
    await later(visit, 31 * MINUTE);
    await visit.reach('CANCELLED');
    expect(visit.order.reason).toBe('expired');
    await visit.agree('CANCELLED');
    const again = visit.sameBill();
    await again.whole();
    await again.agree('CONFIRMED');
  });

  it('a settlement is closed at the channel, and then taken back at the insurer', async () => {
    const visit = await stage.visit('mixed');
    await visit.quoted();
    await visit.paying();
    expect(await balanceOf(visit)).toBe(0);
    await later(visit, 16 * MINUTE);
    await visit.reach('CANCELLED');
    await visit.agree('CANCELLED');
    expect(await balanceOf(visit)).toBe(30_000);
  });

  it('but a payment that nobody told us of is found when the window ends, and goes forward', async () => {
    const visit = await stage.visit('insured');
    await visit.quoted();
    await stage.outside.fault({ party: 'wechat', operation: 'callback.payment', kind: 'drop-request', match: visit.orderNo, times: 20 });
    await stage.outside.fault({ party: 'wechat', operation: 'query', kind: 'drop-request', match: visit.orderNo, times: 1, delayMs: 100 });
    await visit.paying();
    await visit.paid();
    await later(visit, 16 * MINUTE);
    await visit.reach('CONFIRMED');
    await visit.agree('CONFIRMED');
  });
});

describe('money that comes too late, or twice, goes back by itself', () => {
  it('paid after the order was cancelled', async () => {
    const visit = await stage.visit('insured');
    await visit.quoted();
    await visit.paying();
    await visit.cancelled();
    await visit.paid({ late: true });
    await visit.agree({ end: 'CANCELLED', payments: 1 });
  });

  it('paid after the window had ended', async () => {
    const visit = await stage.visit('insured');
    await visit.quoted();
    await visit.paying();
    await later(visit, 16 * MINUTE);
    await visit.reach('CANCELLED');
    await visit.paid({ late: true });
    await visit.agree({ end: 'CANCELLED', payments: 1 });
  });

  it('closed at the channel, and paid all the same a moment later', async () => {
    const visit = await stage.visit('insured');
    await visit.quoted();
    await visit.paying();
    await stage.outside.fault({ party: 'wechat', operation: 'close', kind: 'late-payment', match: visit.orderNo, delayMs: 1500 });
    await visit.cancelled();
    await visit.agree({ end: 'CANCELLED', payments: 1 });
  });

  it('paid under a number the channel had refused and then took after all, and under the next one: one of the two goes back', async () => {
    const visit = await stage.visit('insured');
    await visit.quoted();
    const jsapi = { party: 'wechat', operation: 'jsapi', match: visit.orderNo };
    await stage.outside.fault({ ...jsapi, kind: 'execute-late', delayMs: 9 * SECOND });
    await stage.outside.fault({ ...jsapi, kind: 'refuse', code: 'NO_AUTH', text: '商户无权限' });
    visit.take(await visit.patient.settle(agreedTo(visit.order)));
    await visit.reach((order) => order.reason !== undefined);
    await visit.paying();
    await stage.outside.channelOrder(visit.outTradeNo).catch(() => later(visit, 10 * SECOND));
    await Promise.all([`${visit.orderNo}1101`, `${visit.orderNo}1102`].map((number) => stage.outside.pay(number)));
    await visit.confirmed();
    await visit.agree({ end: 'CONFIRMED', payments: 2 });
  });
});

describe('an order call that the channel refuses', () => {
  it('may be tried again, and is paid once; its number is closed when no copy of the call can come any more', async () => {
    const visit = await stage.visit('mixed');
    await visit.quoted();
    await stage.outside.fault({
      party: 'wechat',
      operation: 'jsapi',
      kind: 'refuse',
      match: visit.orderNo,
      code: 'NO_AUTH',
      text: '商户无权限',
    });
    visit.take(await visit.patient.settle(agreedTo(visit.order)));
    await visit.reach((order) => order.phase === 'PAYING' && order.reason !== undefined);
    expect(visit.order.payment).toBeUndefined();
    visit.take(await visit.patient.settle(agreedTo(visit.order)));
    await visit.reach((order) => order.payment !== undefined);
    await stage.outside.pay(`${visit.orderNo}1102`);
    await visit.confirmed();
    await later(visit, 2 * MINUTE);
    await visit.agree('CONFIRMED');
  });
});

describe('the insurer settles other figures than it quoted', () => {
  it('less cash: it goes on', async () => {
    const visit = await stage.visit('mixed');
    await visit.quoted();
    await stage.outside.accumulate(psnNoOf(visit), { deductibleFen: 15_000, fundFen: 0 });
    await visit.paying();
    expect(visit.order.split).toMatchObject({ fundFen: 9560, accountFen: 30_000, cashFen: 5060 });
    await visit.paid();
    await visit.confirmed();
    await visit.agree('CONFIRMED');
  });

  it('no cash at all any more: it goes on without a payment', async () => {
    const visit = await stage.visit('mixed');
    await visit.quoted();
    await stage.outside.accumulate(psnNoOf(visit), { deductibleFen: 30_000, fundFen: 0 });
    visit.take(await visit.patient.settle(agreedTo(visit.order)));
    await visit.confirmed();
    expect(visit.order.split).toMatchObject({ fundFen: 17_060, accountFen: 27_560, cashFen: 0 });
    await visit.agree('CONFIRMED');
  });

  it('more cash, and the patient agrees', async () => {
    const visit = await dearer();
    await visit.paying();
    await visit.paid();
    await visit.confirmed();
    expect(visit.order.split).toMatchObject({ fundFen: 0, cashFen: 14_620 });
    await visit.agree('CONFIRMED');
  });

  it('more cash, and the patient says nothing: everything goes back', async () => {
    const visit = await dearer();
    await later(visit, 3 * MINUTE);
    await visit.reach('CANCELLED');
    await visit.agree('CANCELLED');
    expect(await balanceOf(visit)).toBe(30_000);
  });

  it('more cash, and the patient cancels', async () => {
    const visit = await dearer();
    await visit.cancelled();
    await visit.agree('CANCELLED');
  });

  /** Another hospital has used up what the fund pays in a year. */
  async function dearer(): Promise<Visit> {
    const visit = await stage.visit('mixed');
    await visit.quoted();
    await stage.outside.accumulate(psnNoOf(visit), { deductibleFen: 0, fundFen: 180_000 });
    visit.take(await visit.patient.settle(agreedTo(visit.order)));
    await visit.reach((order) => order.consentUntil !== undefined);
    expect(visit.order).toMatchObject({ phase: 'PAYING', reason: 'INSURED_DIFFERS' });
    return visit;
  }
});

describe('somebody is silent for long', () => {
  it('2207: asked about, revoked after the centre’s longest time, and settled anew under a new number', async () => {
    const visit = await stage.visit('mixed');
    await visit.quoted();
    const first = agreedTo(visit.order);
    await stage.outside.fault({ party: 'insurance', operation: '2207', kind: 'execute-late', match: psnNoOf(visit), delayMs: 10 * MINUTE });
    visit.take(await visit.patient.settle(first));
    expect(visit.order.phase).toBe('INSURING');
    expect(codeOf(await visit.patient.selfPay(visit.orderNo))).toBe('ORDER_INSURING');
    await until8SecondsPassed();
    await later(visit, MINUTE);
    await visit.reach((order) => order.phase === 'QUOTED' && order.quoteFingerprint !== undefined);
    expect(visit.order.quoteFingerprint).not.toBe(first.quoteFingerprint);
    await visit.paying();
    await visit.paid();
    await visit.confirmed();
    await later(visit, 10 * MINUTE); // the centre executes the first one at last, and meets its tombstone
    await visit.agree('CONFIRMED');
  });

  it('2207 with the patient gone: cancelled while it is not known, and nothing stands afterwards', async () => {
    const visit = await stage.visit('mixed');
    await visit.quoted();
    await stage.outside.fault({ party: 'insurance', operation: '2207', kind: 'execute-late', match: psnNoOf(visit), delayMs: 9 * SECOND });
    visit.take(await visit.patient.settle(agreedTo(visit.order)));
    visit.take(await visit.patient.cancel(visit.orderNo));
    expect(visit.order.phase).toBe('INSURING');
    await visit.reach('CANCELLED');
    await visit.agree('CANCELLED');
    expect(await balanceOf(visit)).toBe(30_000);
  });

  it('the HIS’s lock: it is not asked for any more once the order has ended, and the bill is free', async () => {
    const visit = await unlocked();
    await visit.cancelled();
    await stage.outside.ask('DELETE', `/faults/${visit.visitNo}`); // from now on the HIS would lock
    await later(visit, 30 * SECOND);
    await visit.agree('CANCELLED');
    const again = visit.sameBill();
    await again.whole();
    await again.agree('CONFIRMED');
  });

  it('the HIS’s lock: it goes on without, and the changed bill is found before anything is settled', async () => {
    const visit = await unlocked();
    await stage.outside.changeBill(visit.visitNo);
    expect(codeOf(await visit.patient.settle(agreedTo(visit.order)))).toBe('BILL_CHANGED');
    await visit.cancelled();
    await visit.agree('CANCELLED');
  });

  it('the HIS’s lock: it goes on without, and the unchanged bill is settled', async () => {
    const visit = await unlocked();
    await visit.paying();
    await later(visit, 30 * SECOND);
    await visit.paid();
    await visit.confirmed();
    await visit.agree('CONFIRMED');
  });

  async function unlocked(): Promise<Visit> {
    const visit = await stage.visit('insured');
    const id = visit.visitNo;
    await stage.outside.fault({ id, party: 'his', operation: 'lock', kind: 'drop-request', match: id, times: 20, delayMs: 50 });
    return visit.quoted();
  }

  const until8SecondsPassed = () => new Promise((resolve) => setTimeout(resolve, 8500));
});

describe('the HIS does not say whether it has booked, and a person is called', () => {
  /** Paid a quarter of an hour ago. @param kind whether the HIS has booked it (drop-answer) or has not */
  async function unsure(kind: 'drop-request' | 'drop-answer'): Promise<Visit> {
    const visit = await stage.visit('insured');
    await visit.quoted();
    await visit.paying();
    const rule = { party: 'his', match: visit.orderNo, times: 100, delayMs: 50 };
    await stage.outside.fault({ ...rule, operation: 'confirm', kind });
    await stage.outside.fault({ ...rule, operation: 'queryConfirm', kind: 'drop-request' });
    await visit.paid();
    await visit.reach('PAID');
    await later(visit, 16 * MINUTE);
    await visit.reach((order) => order.openCase);
    expect(visit.order.phase).toBe('PAID');
    // No money moves by itself.
    expect((await stage.books.evidence(visit.orderNo)).rows.filter((row) => row.kind === 'refund' || row.kind === 'reversal')).toEqual([]);
    return visit;
  }

  async function resolve(visit: Visit, resolution: 'keep' | 'undo', reason = 'his.confirm.silent'): Promise<void> {
    const { cases } = (await stage.ask('order.list-cases.v1', { state: 'open', orderNo: visit.orderNo })) as {
      cases: { caseId: string; reason: string }[];
    };
    const caseId = cases.find((one) => one.reason === reason)?.caseId;
    await stage.ask('order.resolve-case.v1', { caseId, resolution, resolvedBy: 'cashier-01', note: '已核对' });
  }

  const speaksAgain = () => stage.outside.clearFaults();

  it.each(['drop-request', 'drop-answer'] as const)('nobody decides, and the HIS speaks again: confirmed (%s)', async (kind) => {
    const visit = await unsure(kind);
    await speaksAgain();
    await later(visit, 6 * MINUTE);
    await visit.confirmed();
    await visit.agree({ end: 'CONFIRMED', cases: ['his.confirm.silent'] });
  });

  it.each(['drop-request', 'drop-answer'] as const)('keep: confirmed when the HIS speaks again (%s)', async (kind) => {
    const visit = await unsure(kind);
    await resolve(visit, 'keep');
    await speaksAgain();
    await later(visit, 6 * MINUTE);
    await visit.confirmed();
    await visit.agree('CONFIRMED');
  });

  it.each(['drop-request', 'drop-answer'] as const)(
    'undo: the HIS takes its tombstone first, then all money goes back (%s)',
    async (kind) => {
      const visit = await unsure(kind);
      await resolve(visit, 'undo');
      await visit.reach('CANCELLED');
      await speaksAgain();
      await later(visit, 6 * MINUTE);
      await visit.agree({ end: 'CANCELLED', payments: 1 });
    },
  );

  it('undo, but something was dispensed: the HIS keeps its booking, no money moves, and the person is told', async () => {
    const visit = await unsure('drop-answer');
    await stage.outside.deliver(visit.order.sheets[0]?.sheetNo ?? '');
    await resolve(visit, 'undo');
    await visit.reach((order) => order.reason === 'ITEM_DELIVERED');
    const { openCases, rows } = await stage.books.evidence(visit.orderNo);
    expect(openCases).toContain('his-cancel-refused');
    expect([...rows].sort((a, b) => (a.kind < b.kind ? -1 : 1)).map((row) => [row.kind, row.state])).toEqual([
      ['confirm', 'CONFIRMED'],
      ['payment', 'SUCCESS'],
      ['settlement', 'SETTLED'],
    ]);
    await speaksAgain();
  });
});

describe('the channel’s refund', () => {
  it('closed by the channel is asked for again under a new number', async () => {
    const visit = await stage.visit('insured');
    await visit.whole();
    await stage.outside.fault({ party: 'wechat', operation: 'refund', kind: 'refund-closed', match: visit.orderNo, delayMs: 500 });
    await visit.refunded();
    await visit.agree('REFUNDED');
  });

  it('that takes a day is told as what it is: under way', async () => {
    const visit = await stage.visit('insured');
    await visit.whole();
    await stage.outside.fault({
      party: 'wechat',
      operation: 'refund',
      kind: 'refund-slow',
      match: visit.orderNo,
      delayMs: 20 * 60 * MINUTE,
    });
    visit.take(await visit.patient.refund(visit.orderNo));
    await visit.reach((order) => order.refunds.some((refund) => refund.state === 'REFUNDING'));
    await later(visit, 21 * 60 * MINUTE);
    await visit.reach((order) => order.refunds.some((refund) => refund.state === 'DONE'));
    await visit.agree('REFUNDED');
  });
});

it('leaves everybody’s books in order, and no patient in the clear', async () => {
  expect(await stage.faults()).toEqual([]);
});
