import { type Arm, rejected } from '@meridian/kernel/arm';
import type { Fact } from '@meridian/kernel/machine';
import type { Activity, Handler, Heard, Talk } from '../engine/types';
import type { Life } from '../life';
import type { Payment, RefundView } from '../parties/trade';
import { MINUTE, NETWORK_MAX_MS } from '../profile';
import { deadFact, paidFact, refundFact } from './channel-facts';

const SECOND = 1000;
const TIMEOUT_MS = 5 * SECOND;
const GRACE_AFTER_EXPIRY_MS = MINUTE;
/** So long a close tries to open an unknown number, to have something to close; then only copies on their way could open it. */
const OPENING_MS = 30 * SECOND;

interface Opening {
  readonly outTradeNo: string;
  readonly amountFen: number;
  readonly expiresAt: number;
}

const refuses = (): Arm<never> => rejected('CHANNEL_NOT_AUTHORISED', 'frequency');

/** apps/payment/src/usecases/call-channel/channel-calls.ts, every `await` a `yield`. */
export class ChannelCalls {
  constructor(private readonly life: () => Life) {}

  addTo(handlers: Map<string, Handler>): void {
    const seconds = (...list: number[]) => list.map((s) => s * SECOND);
    const both = (make: (activity: Activity) => Talk) => ({ send: make, ask: make });
    handlers.set('channel.open', { ...both((one) => this.open(one)), askAfterMs: seconds(2, 5, 8, 30), caseAfterMs: 10 * MINUTE });
    handlers.set('channel.watch', { ...both((one) => this.watch(one)), askAfterMs: seconds(25, 30, 60, 180, 300), caseAfterMs: null });
    handlers.set('channel.close', {
      ...both((one) => this.close(one)),
      askAfterMs: seconds(1, 2, 5, 15, 30, 60),
      caseAfterMs: 30 * MINUTE,
    });
    handlers.set('channel.refund', {
      send: (one) => this.refund(one),
      ask: (one) => this.askThenRefund(one),
      askAfterMs: seconds(2, 5, 30, 60, 300, 1800),
      caseAfterMs: 24 * 60 * MINUTE,
    });
    handlers.set('channel.watch-refund', {
      ...both((one) => this.watchRefund(one)),
      askAfterMs: seconds(5, 30, 60, 60, 60, 300, 600, 1800),
      caseAfterMs: 24 * 60 * MINUTE,
    });
  }

  private *open({ call }: Activity): Talk {
    const { world } = this.life();
    const given = call.payload as unknown as Opening;
    const renumbered = world.twisted('new-trade-number') && call.asks > 0;
    const asked = renumbered ? { ...given, outTradeNo: `${given.outTradeNo.slice(0, -1)}${call.asks + 5}` } : given;
    const answer = yield* this.sayOpen(asked);
    const { outTradeNo } = given;
    if (answer.arm === 'accepted') {
      const { prepayId, clientParameters, validUntil } = answer.value;
      return { fact: { kind: 'opened', id: call.key, outTradeNo, prepayId, clientParameters, validUntil } as Fact, heard: 'opened' };
    }
    if (answer.arm === 'silent') return { silent: answer.reason };
    if (answer.code === 'PAYMENT_PAID' || answer.code === 'PAYMENT_CLOSED') return yield* this.queried(outTradeNo);
    const { code, reason } = answer;
    return { fact: { kind: 'openRejected', id: call.key, outTradeNo, code, reason } as Fact, heard: code };
  }

  private sayOpen(opening: Opening) {
    const { channel, toChannel, world } = this.life();
    const sentAt = world.now;
    return toChannel.say({
      verb: 'open',
      about: opening.outTradeNo,
      act: () => channel.open(opening, sentAt),
      timeoutMs: TIMEOUT_MS,
      guarded: true,
      fickle: refuses,
    });
  }

  private *watch({ call }: Activity): Talk {
    const { world } = this.life();
    const { outTradeNo, expiresAt } = call.payload as unknown as Opening;
    const heard = yield* this.queried(outTradeNo);
    if ('fact' in heard || world.now < expiresAt + GRACE_AFTER_EXPIRY_MS) return heard;
    return { fact: { kind: 'windowEnded', id: `${outTradeNo}.window-ended`, outTradeNo } as Fact, heard: 'the pay window ended' };
  }

  private *queried(outTradeNo: string): Talk {
    const answer = yield* this.sayQuery(outTradeNo);
    if (answer.arm !== 'accepted') return { silent: answer.reason };
    if (answer.value.state === 'paid') return { fact: paidFact(answer.value), heard: 'paid' };
    if (answer.value.state === 'closed') return { fact: deadFact(outTradeNo), heard: 'closed' };
    if (this.life().world.twisted('unpaid-is-dead')) return { fact: deadFact(outTradeNo), heard: 'unpaid' };
    return { silent: answer.value.state };
  }

  private sayQuery(outTradeNo: string) {
    const { channel, toChannel } = this.life();
    const act = () => channel.query(outTradeNo);
    return toChannel.say<Payment>({ verb: 'query', about: outTradeNo, act, timeoutMs: TIMEOUT_MS, guarded: false });
  }

  private *close({ call }: Activity): Talk {
    const { channel, toChannel, world } = this.life();
    const { attemptState, outTradeNo, amountFen, expiresAt } = call.payload as unknown as Opening & { attemptState: string };
    const dead = (heard: string): Heard => ({ fact: deadFact(outTradeNo), heard });
    const known = yield* this.sayQuery(outTradeNo);
    if (known.arm !== 'accepted') return world.twisted('silent-close-is-dead') ? dead('silent') : { silent: known.reason };
    if (known.value.state === 'paid') return { fact: paidFact(known.value), heard: 'paid' };
    if (known.value.state === 'closed') return dead('closed');
    if (known.value.state === 'absent') {
      if (world.twisted('absent-is-dead') || (attemptState === 'rejected' && world.twisted('rejected-is-dead'))) return dead('absent');
      const age = world.now - call.openedAt;
      if (age >= OPENING_MS + NETWORK_MAX_MS) return dead('never taken');
      if (age >= OPENING_MS || attemptState === 'rejected') return { silent: 'a copy of the order call may still come' };
      const opened = yield* this.sayOpen({ outTradeNo, amountFen, expiresAt });
      if (opened.arm === 'rejected' && world.twisted('refused-open-is-dead')) return dead(`never taken: ${opened.code}`);
      if (opened.arm !== 'accepted') return { silent: opened.reason };
    }
    const closed = yield* toChannel.say({
      verb: 'close',
      about: outTradeNo,
      act: () => channel.close(outTradeNo),
      timeoutMs: TIMEOUT_MS,
      guarded: true,
    });
    if (closed.arm === 'accepted') return dead('closed');
    return { silent: closed.arm === 'rejected' ? closed.code : closed.reason };
  }

  private *refund({ call }: Activity): Talk {
    const { channel, toChannel, world } = this.life();
    const { outTradeNo, outRefundNo: own, refundFen } = call.payload as { outTradeNo: string; outRefundNo: string; refundFen: number };
    const outRefundNo = world.twisted('new-refund-number') && call.asks > 0 ? `${own}${call.asks}` : own;
    const answer = yield* toChannel.say<RefundView>({
      verb: 'refund',
      about: outRefundNo,
      act: () => channel.refund(outTradeNo, outRefundNo, refundFen),
      timeoutMs: TIMEOUT_MS,
      guarded: true,
      fickle: () => channel.refuseRefund(outRefundNo),
    });
    if (answer.arm === 'silent') return world.twisted('silent-refund-is-done') ? done(own) : { silent: answer.reason };
    if (answer.arm === 'accepted') {
      if (world.twisted('accepted-refund-is-done')) return done(own);
      return answer.value.state === 'absent'
        ? { silent: 'absent' }
        : { fact: refundFact(under(own, answer.value)), heard: answer.value.state };
    }
    if (answer.code === 'BALANCE_SHORT') return { silent: answer.code };
    return refused(own, answer.code);
  }

  private *askThenRefund(activity: Activity): Talk {
    const { world } = this.life();
    if (world.twisted('new-refund-number')) return yield* this.refund(activity);
    const asked = yield* this.watchRefund(activity);
    if (!('silent' in asked && asked.silent === 'absent')) return asked;
    if (world.twisted('absent-refund-failed')) return refused((activity.call.payload as { outRefundNo: string }).outRefundNo, 'ABSENT');
    return yield* this.refund(activity);
  }

  private *watchRefund({ call }: Activity): Talk {
    const { channel, toChannel } = this.life();
    const { outRefundNo } = call.payload as { outRefundNo: string };
    const answer = yield* toChannel.say<RefundView>({
      verb: 'query',
      about: outRefundNo,
      act: () => channel.queryRefund(outRefundNo),
      timeoutMs: TIMEOUT_MS,
      guarded: false,
    });
    if (answer.arm !== 'accepted') return { silent: answer.reason };
    const { state } = answer.value;
    if (state === 'absent') return { silent: state };
    if (state === 'processing' && call.kind === 'channel.watch-refund') return { silent: state };
    return { fact: refundFact(answer.value), heard: state };
  }
}

const under = (outRefundNo: string, view: RefundView): RefundView => (view.outRefundNo === outRefundNo ? view : { ...view, outRefundNo });

const done = (outRefundNo: string): Heard => ({ fact: refundFact({ outRefundNo, state: 'succeeded', succeededAt: 1 }), heard: 'done' });

const refused = (outRefundNo: string, code: string): Heard => ({
  fact: { kind: 'refundFailed', id: `${outRefundNo}.${code}`, outRefundNo, succeededAt: null, code } as Fact,
  heard: code,
});
