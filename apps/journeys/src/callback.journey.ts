import { until } from '@meridian/dev/outside';
import { CallbackRecorder, type Recorded } from './callback-recorder';
import { Stage } from './stage';
import { agreedTo, type Visit } from './visit';

const SECOND = 1000;

let recorder: CallbackRecorder;
let stage: Stage;
beforeAll(async () => {
  recorder = await CallbackRecorder.start();
  stage = await Stage.open({ payment: { MERIDIAN_WECHAT_NOTIFY_URL: recorder.url } });
  recorder.gatewayUrl = stage.url('gateway-wechat');
});
afterAll(async () => {
  await stage?.close();
  await recorder?.stop();
});

const fault = (operation: string, kind: string, visit: Visit, more: Record<string, unknown> = {}) =>
  stage.outside.fault({ party: 'wechat', operation, kind, match: visit.orderNo, ...more });

/** Ready to be paid. */
async function payable(): Promise<Visit> {
  const visit = await stage.visit('insured');
  await visit.quoted();
  return visit.paying();
}

/** What came of the channel's attempts to tell us, when there have been that many. */
const outcomes = (visit: Visit, count: number): Promise<string[]> =>
  until(
    async () => {
      const { callbacks } = (await stage.outside.channelOrder(visit.outTradeNo)) as { callbacks: { outcome: string }[] };
      return callbacks.length >= count ? callbacks.map(({ outcome }) => outcome) : undefined;
    },
    { what: `${count} attempts` },
  );

const captures = async (visit: Visit): Promise<number> =>
  (await stage.database.rows('SELECT 1 FROM svc_payment.capture WHERE out_trade_no LIKE $1', [`${visit.orderNo}%`])).length;

/** The channel tries again after a quarter of a minute, and then it is true. */
async function toldAgain(visit: Visit): Promise<void> {
  await stage.advance(16 * SECOND);
  await visit.confirmed();
  await visit.agree('CONFIRMED');
}

describe('a callback that is not the channel’s changes nothing', () => {
  it.each([
    ['tamper-body', '401'],
    ['tamper-signature', '401'],
    ['wrong-serial', '401'],
    ['strip-headers', '401'],
    ['stale-timestamp', '401'],
    ['sign-garbage', '400'],
  ])('%s', async (kind, outcome) => {
    const visit = await payable();
    await fault('callback.payment', kind, visit);
    await visit.paid();
    expect(await outcomes(visit, 1)).toEqual([outcome]);
    expect(await captures(visit)).toBe(0);
    await visit.reach('PAYING');
    await toldAgain(visit);
  });

  it('made up by somebody who knows the order’s number and the wire', async () => {
    const visit = await payable();
    const [like] = recorder.recorded;
    const forged = JSON.stringify({ ...JSON.parse(like?.body ?? '{}'), id: 'forged', summary: visit.outTradeNo });
    expect(await recorder.send({ headers: like?.headers ?? {}, body: forged })).toBe(401);
    expect(await captures(visit)).toBe(0);
    await visit.cancelled();
    await visit.agree('CANCELLED');
  });
});

describe('a callback that comes again', () => {
  it('twice at once is one payment', async () => {
    const visit = await payable();
    await fault('callback.payment', 'duplicate', visit);
    await visit.paid();
    await visit.confirmed();
    await visit.agree('CONFIRMED');
  });

  it('because its acknowledgement was lost is one payment', async () => {
    const visit = await payable();
    await fault('callback.payment', 'drop-answer', visit);
    await visit.paid();
    await visit.confirmed();
    await stage.advance(16 * SECOND);
    expect(await outcomes(visit, 2)).toEqual(['204', '204']);
    await visit.agree('CONFIRMED');
  });

  it('replayed by somebody who listened: at once it is known, later it is stale, to another end it is forged', async () => {
    const visit = await payable();
    await visit.paid();
    await visit.confirmed();
    const heard = recorder.recorded.at(-1) as Recorded;
    expect(heard.status).toBe(204);
    const replays = await Promise.all(Array.from({ length: 5 }, () => recorder.send(heard)));
    expect(replays).toEqual(Array(5).fill(204));
    const other = await payable();
    expect(await recorder.send({ ...heard, body: heard.body.replace('"id":"', '"id":"x') })).toBe(401);
    await stage.advance(11 * 60 * SECOND);
    expect(await recorder.send(heard)).toBe(401);
    await visit.agree('CONFIRMED');
    await other.patient.signIn();
    await other.cancelled();
    await other.agree('CANCELLED');
  });
});

describe('a callback out of turn', () => {
  it('before the order call is answered', async () => {
    const visit = await stage.visit('insured');
    await visit.quoted();
    await fault('jsapi', 'callback-before-answer', visit);
    visit.take(await visit.patient.settle(agreedTo(visit.order)));
    await visit.confirmed();
    await visit.agree('CONFIRMED');
  });

  it('after that of an order paid later', async () => {
    const [first, second] = [await payable(), await payable()];
    await fault('callback.payment', 'reorder', first);
    await first.paid();
    await second.paid();
    await Promise.all([first, second].map((visit) => visit.confirmed()));
    await first.agree('CONFIRMED');
    await second.agree('CONFIRMED');
  });

  it('of a refund, before the refund call is answered', async () => {
    const visit = await payable();
    await visit.paid();
    await visit.confirmed();
    await fault('refund', 'callback-before-answer', visit);
    await visit.refunded();
    await visit.agree('REFUNDED');
  });

  it('of a refund, twice', async () => {
    const visit = await payable();
    await visit.paid();
    await visit.confirmed();
    await fault('callback.refund', 'duplicate', visit);
    await visit.refunded();
    await visit.agree('REFUNDED');
  });

  it('of a payment, while it is cancelled', async () => {
    const visit = await payable();
    await fault('callback.payment', 'delay', visit, { delayMs: 500 });
    await visit.paid();
    await visit.patient.cancel(visit.orderNo);
    await visit.reach('CANCELLED');
    await visit.agree({ end: 'CANCELLED', payments: 1 });
  });

  it('in the other form that the channel has for it', async () => {
    const visit = await payable();
    await fault('callback.payment', 'empty-associated-data', visit);
    await visit.paid();
    expect(await outcomes(visit, 1)).toEqual(['204']);
    await visit.confirmed();
    await visit.agree('CONFIRMED');
  });
});

it('leaves everybody’s books in order, and no patient in the clear', async () => {
  expect(await stage.faults()).toEqual([]);
});
