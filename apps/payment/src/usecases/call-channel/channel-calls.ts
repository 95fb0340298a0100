import type { OpenRequest, RefundRequest } from '@meridian/channel-kit/port';
import type { Channels } from '@meridian/channel-kit/registry';
import type { Rejected, Silent } from '@meridian/kernel/arm';
import type { Clock } from '@meridian/kernel/clock';
import type { Engine } from '@meridian/platform/engine/engine';
import { evidenceOf } from '@meridian/platform/engine/evidence';
import type { CallHandler, Heard, OpenCall } from '@meridian/platform/engine/types';
import type { CallOptions } from '@meridian/plugin-kit/wrapper';
import type { Opened, OpenRejected, RefundHeard } from '../../domain/collection';
import { deadFact, paidFact, refundFact, windowEndedFact } from './channel-fact';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const SEND_TIMEOUT_MS = 5 * SECOND;
/** After the last moment to pay the channel gets this long to tell of a payment. */
const GRACE_AFTER_EXPIRY_MS = MINUTE;
/** So long a close tries to open an unknown number, to have something to close; then only copies on their way could open it. */
const OPENING_MS = 30 * SECOND;
/** The longest a copy of a message to a channel stays on its way. */
const COPIES_LIVE_MS = MINUTE;

/** The calls payment makes, one handler a kind: how each is sent, asked about, and when a person is called (settlement.md 1.5). */
export class ChannelCalls {
  constructor(
    private readonly channels: Channels,
    private readonly clock: Clock,
  ) {}

  addTo(engine: Engine): void {
    const open = (call: OpenCall, sendBefore: number) => this.open(call, sendBefore);
    const watch = (call: OpenCall) => this.watch(call);
    const close: CallHandler['ask'] = (call, _sendBefore, window) => this.close(call, window);
    const watchRefund = (call: OpenCall) => this.watchRefund(call);
    const both = (make: CallHandler['ask']): Pick<CallHandler, 'send' | 'ask'> => ({ send: make, ask: make });
    engine
      // The identical order call is idempotent at the channel: asking is sending again, never under a new number.
      .makes('channel.open', { ...both(open), askAfterMs: [2, 5, 8, 30].map((s) => s * SECOND), caseAfterMs: 10 * MINUTE })
      .makes('channel.watch', { ...both(watch), askAfterMs: [25 * SECOND, 30 * SECOND, MINUTE, 3 * MINUTE, 5 * MINUTE] })
      .makes('channel.close', { ...both(close), askAfterMs: [1, 2, 5, 15, 30, 60].map((s) => s * SECOND), caseAfterMs: 30 * MINUTE })
      .makes('channel.refund', {
        send: (call, sendBefore) => this.refund(call, sendBefore),
        ask: (call, _sendBefore, window) => this.askThenRefund(call, window),
        askAfterMs: [2 * SECOND, 5 * SECOND, 30 * SECOND, MINUTE, 5 * MINUTE, 30 * MINUTE],
        caseAfterMs: 24 * 60 * MINUTE,
      })
      .makes('channel.watch-refund', {
        ...both(watchRefund),
        askAfterMs: [5 * SECOND, 30 * SECOND, MINUTE, MINUTE, MINUTE, 5 * MINUTE, 10 * MINUTE, 30 * MINUTE],
        caseAfterMs: 24 * 60 * MINUTE,
      });
  }

  private async open(call: OpenCall, sendBefore: number): Promise<Heard> {
    const { channel, ...request } = call.payload as unknown as OpenRequest & { channel: string };
    const opened = await this.operation(channel, 'open')(request, options(call, sendBefore));
    const exchanges = evidenceOf('open', opened, this.channels.sensitiveOf(channel));
    const { answer } = opened;
    switch (answer.arm) {
      case 'accepted': {
        const fact: Opened = { kind: 'opened', id: call.key, outTradeNo: request.outTradeNo, ...answer.value };
        return { fact, heard: 'opened', exchanges };
      }
      case 'rejected': {
        // Paid or closed under this very number: ask which money it was.
        if (answer.code === 'PAYMENT_PAID' || answer.code === 'PAYMENT_CLOSED')
          return this.queried(call, channel, request.outTradeNo, exchanges);
        const fact: OpenRejected = {
          kind: 'openRejected',
          id: call.key,
          outTradeNo: request.outTradeNo,
          code: answer.code,
          reason: answer.reason,
        };
        return { fact, heard: answer.code, exchanges };
      }
      case 'silent':
        return { silent: answer.reason, exchanges };
    }
  }

  /** A timer: callbacks may never come, so the channel is asked until it is paid, closed, or the window has ended. */
  private async watch(call: OpenCall): Promise<Heard> {
    const { channel, outTradeNo, expiresAt } = call.payload as { channel: string; outTradeNo: string; expiresAt: number };
    const heard = await this.queried(call, channel, outTradeNo, []);
    if ('fact' in heard || this.clock.now() < expiresAt + GRACE_AFTER_EXPIRY_MS) return heard;
    return { fact: windowEndedFact(outTradeNo), heard: 'the pay window ended', exchanges: heard.exchanges ?? [] };
  }

  private async queried(call: OpenCall, channel: string, outTradeNo: string, before: Heard['exchanges']): Promise<Heard> {
    const queried = await this.operation(channel, 'query')({ outTradeNo }, options(call));
    const exchanges = [...(before ?? []), ...evidenceOf('query', queried, this.channels.sensitiveOf(channel))];
    const { answer } = queried;
    if (answer.arm !== 'accepted') return { silent: answer.reason, exchanges };
    if (answer.value.state === 'paid') return { fact: paidFact(channel, answer.value), heard: 'paid', exchanges };
    if (answer.value.state === 'closed') return { fact: deadFact(outTradeNo), heard: 'closed', exchanges };
    return { silent: answer.value.state, exchanges };
  }

  /**
   * Definitively dead, or paid. A number the channel does not know is opened first: otherwise an order call still on its way could arrive
   * after our close and be paid. A refusal proves nothing about another copy of the call, so a number that was refused, or cannot be
   * opened any more, is dead only when every copy that may have left by then has had its time, counted from the intent to close.
   */
  private async close(call: OpenCall, window: () => number): Promise<Heard> {
    const { channel, attemptState, ...request } = call.payload as unknown as OpenRequest & { channel: string; attemptState: string };
    const { outTradeNo } = request;
    const sensitive = this.channels.sensitiveOf(channel);
    const known = await this.operation(channel, 'query')({ outTradeNo }, options(call));
    let exchanges = evidenceOf('query', known, sensitive);
    if (known.answer.arm !== 'accepted') return { silent: known.answer.reason, exchanges };
    const { state } = known.answer.value;
    if (state === 'paid') return { fact: paidFact(channel, known.answer.value), heard: 'paid', exchanges };
    if (state === 'closed') return { fact: deadFact(outTradeNo), heard: 'closed', exchanges };
    if (state === 'absent') {
      const age = this.clock.now() - call.openedAt;
      if (age >= OPENING_MS + COPIES_LIVE_MS) return { fact: deadFact(outTradeNo), heard: 'never taken', exchanges };
      if (age >= OPENING_MS || attemptState === 'rejected') return { silent: 'a copy of the order call may still come', exchanges };
      const opened = await this.operation(channel, 'open')(request, options(call, window()));
      exchanges = [...exchanges, ...evidenceOf('open', opened, sensitive)];
      // Refused, it may be so because it is paid or closed by now: the next question tells.
      if (opened.answer.arm !== 'accepted') return { silent: unheard(opened.answer), exchanges };
    }
    const closed = await this.operation(channel, 'close')({ outTradeNo }, options(call, window()));
    exchanges = [...exchanges, ...evidenceOf('close', closed, sensitive)];
    if (closed.answer.arm === 'accepted') return { fact: deadFact(outTradeNo), heard: 'closed', exchanges };
    return { silent: unheard(closed.answer), exchanges };
  }

  private async refund(call: OpenCall, sendBefore: number): Promise<Heard> {
    const { channel, ...request } = call.payload as unknown as RefundRequest & { channel: string };
    const refunded = await this.operation(channel, 'refund')(request, options(call, sendBefore));
    const exchanges = evidenceOf('refund', refunded, this.channels.sensitiveOf(channel));
    const { answer } = refunded;
    if (answer.arm === 'silent') return { silent: answer.reason, exchanges };
    if (answer.arm === 'accepted') {
      return answer.value.state === 'absent'
        ? { silent: 'absent', exchanges }
        : { fact: refundFact(answer.value), heard: answer.value.state, exchanges };
    }
    // The merchant's balance is short: the same number again after a top-up, never a new one.
    if (answer.code === 'BALANCE_SHORT') return { silent: answer.code, exchanges };
    const fact: RefundHeard = {
      kind: 'refundFailed',
      id: `${request.outRefundNo}.${answer.code}`,
      outRefundNo: request.outRefundNo,
      succeededAt: null,
      code: answer.code,
    };
    return { fact, heard: answer.code, exchanges };
  }

  /** Asked first; the same number goes out again only when the channel does not know it. */
  private async askThenRefund(call: OpenCall, window: () => number): Promise<Heard> {
    const asked = await this.watchRefund(call);
    return 'silent' in asked && asked.silent === 'absent' ? this.refund(call, window()) : asked;
  }

  private async watchRefund(call: OpenCall): Promise<Heard> {
    const { channel, outRefundNo } = call.payload as { channel: string; outRefundNo: string };
    const queried = await this.operation(channel, 'queryRefund')({ outRefundNo }, options(call));
    const exchanges = evidenceOf('queryRefund', queried, this.channels.sensitiveOf(channel));
    const { answer } = queried;
    if (answer.arm !== 'accepted') return { silent: answer.reason, exchanges };
    const { state } = answer.value;
    if (state === 'absent') return { silent: state, exchanges };
    if (state === 'processing' && call.kind === 'channel.watch-refund') return { silent: state, exchanges };
    return { fact: refundFact(answer.value), heard: state, exchanges };
  }

  private operation<Name extends 'open' | 'query' | 'close' | 'refund' | 'queryRefund'>(channel: string, name: Name) {
    const found = this.channels.find(channel, name);
    if (!found.ok) throw new Error(`${channel} cannot ${name}`);
    return found.value;
  }
}

/** What keeps a call open: our code of a refusal that decides nothing, or why there was no answer. */
const unheard = (answer: Rejected | Silent): string => (answer.arm === 'rejected' ? answer.code : answer.reason);

const options = (call: OpenCall, sendBefore?: number): CallOptions => ({
  requestNo: call.key,
  timeoutMs: SEND_TIMEOUT_MS,
  ...(sendBefore === undefined ? {} : { sendBefore }),
  ...(call.traceparent ? { traceparent: call.traceparent } : {}),
});
