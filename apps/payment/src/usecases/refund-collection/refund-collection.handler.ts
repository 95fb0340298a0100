import type { ChannelRefundReply } from '@meridian/contracts/payment/payment.message';
import { type RefundCollectionRequest, refundCollection } from '@meridian/contracts/payment/refund-collection.contract';
import { collectionNoOf } from '@meridian/kernel/ids';
import { done, type Outcome, refused } from '@meridian/kernel/outcome';
import { Answers, type Asked } from '@meridian/platform/bus/answers';
import { Engine } from '@meridian/platform/engine/engine';
import { Controller } from '@nestjs/common';
import type { RefundAsked } from '../../domain/collection';
import { collectionKind } from '../../storage/collection.kind';
import { refundReply } from '../collection.view';

/** By the original route; done only when the channel says so. */
@Controller()
export class RefundCollectionHandler {
  constructor(private readonly engine: Engine) {}

  @Answers(refundCollection)
  async answer(request: RefundCollectionRequest, asked: Asked): Promise<Outcome<ChannelRefundReply>> {
    const { refundNo, amountFen, reason } = request;
    const fact: RefundAsked = { kind: 'refundAsked', id: request.key, refundNo, amountFen, reason };
    const learned = await this.engine.learn(collectionKind, collectionNoOf(request.orderNo, request.generation), fact, {
      idempotency: { key: request.key, input: request },
    });
    if (!learned.ok) return learned.code === 'AGGREGATE_UNKNOWN' ? refused('COLLECTION_UNKNOWN') : learned;
    const stored = await this.engine.settledBy(collectionKind, learned, asked.deadlineAt);
    const refund = stored.state.refunds.find((one) => one.refundNo === refundNo);
    return refund ? done(refundReply(stored, refund)) : refused('COLLECTION_UNKNOWN');
  }
}
