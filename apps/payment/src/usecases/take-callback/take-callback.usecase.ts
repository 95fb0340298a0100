import type { CallbackNotice } from '@meridian/channel-kit/port';
import { Channels } from '@meridian/channel-kit/registry';
import { isCode } from '@meridian/contracts/codes';
import type { TakeCallbackReply, TakeCallbackRequest } from '@meridian/contracts/payment/take-callback.contract';
import { Clock } from '@meridian/kernel/clock';
import { collectionNoIn } from '@meridian/kernel/ids';
import { done, type Outcome, refused } from '@meridian/kernel/outcome';
import { Engine } from '@meridian/platform/engine/engine';
import type { Evidence } from '@meridian/platform/engine/types';
import { Injectable } from '@nestjs/common';
import { collectionKind } from '../../storage/collection.kind';
import { paidFact, refundFact } from '../call-channel/channel-fact';

/** Verify, decrypt, store, answer. A verified and decrypted notice of a payment is the fact; a forgery changes nothing. */
@Injectable()
export class TakeCallback {
  constructor(
    private readonly engine: Engine,
    private readonly channels: Channels,
    private readonly clock: Clock,
  ) {}

  async run(request: TakeCallbackRequest): Promise<Outcome<TakeCallbackReply>> {
    const read = this.channels.find(request.channel, 'readCallback');
    if (!read.ok) return refused('CHANNEL_UNKNOWN', request.channel);
    const { answer } = await read.value({ headers: request.headers, body: request.body }, { requestNo: 'callback', timeoutMs: 2500 });
    if (answer.arm === 'silent') return refused('SERVICE_SILENT', answer.reason);
    if (answer.arm === 'rejected') return refused(isCode(answer.code) ? answer.code : 'CALLBACK_MALFORMED', answer.reason);
    const notice = answer.value;
    const learned = await this.engine.learn(collectionKind, collectionNoIn(numberOf(notice)), factOf(request.channel, notice), {
      evidence: { key: `callback.${notice.notificationId}`, exchanges: [this.evidence(request)] },
    });
    // Unknown numbers are answered with an error: the order may be in another commit still, and the channel sends again.
    if (!learned.ok) return refused('CALLBACK_ORDER_UNKNOWN', learned.code);
    return done({ status: 'taken' });
  }

  private evidence({ channel, headers, body }: TakeCallbackRequest): Evidence {
    return {
      operation: 'callback',
      arm: 'accepted',
      sensitive: this.channels.sensitiveOf(channel),
      exchange: {
        startedAt: this.clock.now(),
        tookMs: 0,
        request: { method: 'POST', url: `callback:${channel}`, headers, body },
        answer: { status: 204, headers: {}, body: '' },
      },
    };
  }
}

const numberOf = (notice: CallbackNotice): string => (notice.kind === 'payment' ? notice.payment.outTradeNo : notice.refund.outRefundNo);

const factOf = (channel: string, notice: CallbackNotice) =>
  notice.kind === 'payment' ? paidFact(channel, notice.payment) : refundFact(notice.refund);
