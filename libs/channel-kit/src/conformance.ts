import type { Arm } from '@meridian/kernel/arm';
import type { Clock, Instant } from '@meridian/kernel/clock';
import { type Fen, fen, ZERO } from '@meridian/kernel/fen';
import { type Fixture, type FixtureReply, loadFixtures } from '@meridian/plugin-kit/conformance/fixtures';
import { describeOperations, expectArm } from '@meridian/plugin-kit/conformance/operations';
import type { ReceivedRequest } from '@meridian/plugin-kit/conformance/scripted-server';
import { type OperationSuite, Stage, type Vendor } from '@meridian/plugin-kit/conformance/stage';
import type { ChannelProduct, OpenRequest, RawCallback, RefundRequest } from './port';
import type { AnyChannel } from './registry';

/** What the suite must know of a channel to play it. */
export interface ChannelVendor extends Vendor {
  /** The party's answer to `query`: paid in full. */
  paid(outTradeNo: string, amountFen: Fen): FixtureReply;
  /** The party's answer to `refund`: taken in. */
  refunded(request: RefundRequest): FixtureReply;
  /** The amount of an open or refund on the wire, read by the party's own rules, in fen. */
  amountFenOf(received: ReceivedRequest): number;
  /** A genuine callback from the `request` of a readCallback fixture, signed at the instant. */
  callback(notice: unknown, signedAt: Instant): RawCallback;
  /** Damages only the signature of a callback. */
  forge(callback: RawCallback): RawCallback;
}

export interface ChannelSuite {
  readonly plugin: (origin: string) => AnyChannel;
  /** Folder of the fixtures, see plugin-kit's `loadFixtures`. */
  readonly fixtures: string;
  readonly vendor: ChannelVendor;
  /** Stands still. */
  readonly now: Instant;
  readonly canaries: readonly string[];
}

/** Amounts that floats, signs or thousands get wrong. */
const AMOUNTS: readonly Fen[] = [1, 29, 57, 58, 101, 1_001, 113_550, 999_999_999, 1_000_000_000_00].map(fen);
const MINUTE_MS = 60_000;

/** Registers the whole conformance suite of a channel with jest. A plug-in's conformance.spec.ts is this call. */
export function runChannelConformance(suite: ChannelSuite): void {
  const channel = suite.plugin('http://127.0.0.1:9');
  const clock: Clock = { now: () => suite.now };
  const operations: OperationSuite = { ...suite, name: channel.channel, clock, local: ['readCallback'] };

  describe(`channel ${channel.channel}`, () => {
    describeOperations(operations);
    describeAmounts(suite, channel, operations);
    if (channel.can.includes('readCallback')) describeCallbacks(suite, operations);
  });
}

async function onStage(operations: OperationSuite, play: (stage: Stage) => Promise<void>): Promise<void> {
  const stage = await Stage.set(operations);
  try {
    await play(stage);
  } finally {
    await stage.strike();
  }
}

function describeAmounts({ vendor, now }: ChannelSuite, channel: AnyChannel, operations: OperationSuite): void {
  const product = channel.products[0];
  const can = (operation: (typeof channel.can)[number]) => channel.can.includes(operation);

  describe.each(AMOUNTS.map((amountFen) => ({ amountFen })))('$amountFen fen', ({ amountFen }) => {
    if (can('open') && product) {
      it('is opened to the fen', () =>
        onStage(operations, async (stage) => {
          await stage.plays(() => 'drop').call('open', openRequest(product, amountFen, now + 15 * MINUTE_MS));
          expect(stage.received.map((received) => vendor.amountFenOf(received))).toEqual([amountFen]);
        }));
    }
    if (can('query')) {
      it('is read as paid to the fen', () =>
        onStage(operations, async (stage) => {
          const { answer } = await stage.replies(vendor.paid(OUT_TRADE_NO, amountFen)).call('query', { outTradeNo: OUT_TRADE_NO });
          expect(answer).toMatchObject({ arm: 'accepted', value: { state: 'paid', paidFen: amountFen } });
        }));
    }
    if (can('refund')) {
      it('is refunded to the fen', () =>
        onStage(operations, async (stage) => {
          const request = refundRequest(amountFen);
          const { answer } = await stage.replies(vendor.refunded(request)).call('refund', request);
          expect(stage.received.map((received) => vendor.amountFenOf(received))).toEqual([amountFen]);
          expect(answer).toMatchObject({ arm: 'accepted', value: { refundFen: amountFen } });
        }));
      it('is not believed as refunded when the channel names another amount', () =>
        onStage(operations, async (stage) => {
          const other = { ...refundRequest(amountFen), refundFen: fen(amountFen + 1) };
          const { answer } = await stage.replies(vendor.refunded(other)).call('refund', refundRequest(amountFen));
          expect(answer.arm).toBe('silent');
        }));
    }
  });

  if (can('query')) {
    it('is not believed as paid under another number, or with no money in it', () =>
      onStage(operations, async (stage) => {
        const other = await stage.replies(vendor.paid(`${OUT_TRADE_NO}9`, fen(1))).call('query', { outTradeNo: OUT_TRADE_NO });
        const nothing = await stage.replies(vendor.paid(OUT_TRADE_NO, ZERO)).call('query', { outTradeNo: OUT_TRADE_NO });
        expect([other.answer.arm, nothing.answer.arm]).toEqual(['silent', 'silent']);
      }));
  }
}

function describeCallbacks({ vendor, now, fixtures }: ChannelSuite, operations: OperationSuite): void {
  const notices = loadFixtures(fixtures).filter(({ operation }) => operation === 'readCallback');
  const read = async (callback: RawCallback): Promise<Arm<unknown>> => {
    let arm: Arm<unknown> | undefined;
    await onStage(operations, async (stage) => {
      const { answer } = await stage.plays(() => 'drop').call('readCallback', callback);
      arm = answer;
    });
    if (!arm) throw new Error('the callback was not read');
    return arm;
  };
  const genuine = ({ request }: Fixture, signedAt = now) => vendor.callback(request, signedAt);
  const expectRejected = async (callback: RawCallback, code: unknown) =>
    expect(await read(callback)).toEqual({ arm: 'rejected', code, reason: expect.any(String) });

  it('has callback fixtures, one of them accepted', () => {
    expect(notices.map(({ answer }) => answer.arm)).toContain('accepted');
  });

  it.each(notices)('callback fixture $name: is read as the fixture says', async (notice) =>
    expectArm(await read(genuine(notice)), notice.answer),
  );

  describe.each(notices.filter(({ answer }) => answer.arm === 'accepted'))('callback $name', (notice) => {
    it('is refused when the signature is not the channel’s', () =>
      expectRejected(vendor.forge(genuine(notice)), 'CALLBACK_SIGNATURE_INVALID'));
    it('is refused when a byte of the body was changed', () => {
      const { headers, body } = genuine(notice);
      return expectRejected({ headers, body: `${body} ` }, 'CALLBACK_SIGNATURE_INVALID');
    });
    it('is refused without its signature', () => expectRejected({ headers: {}, body: genuine(notice).body }, 'CALLBACK_SIGNATURE_INVALID'));
    it.each([-6, 6])('is refused when it was signed %d minutes from now', (minutes) =>
      expectRejected(genuine(notice, now + minutes * MINUTE_MS), 'CALLBACK_STALE'),
    );
    it.each([-4, 4])('is taken when it was signed %d minutes from now', async (minutes) =>
      expectArm(await read(genuine(notice, now + minutes * MINUTE_MS)), notice.answer),
    );
  });
}

const OUT_TRADE_NO = '01261122000000000A1101';

const openRequest = (product: ChannelProduct, amountFen: Fen, expiresAt: Instant): OpenRequest => ({
  product,
  outTradeNo: OUT_TRADE_NO,
  amountFen,
  description: '门诊缴费',
  expiresAt,
  payerId: 'conformance-payer',
});

const refundRequest = (refundFen: Fen): RefundRequest => ({
  outTradeNo: OUT_TRADE_NO,
  outRefundNo: '01261122000000000A1R011',
  refundFen,
  totalFen: fen(2 * refundFen),
  reason: '退费',
});
