import type { ChannelProduct } from '@meridian/channel-kit/port';
import { Channels } from '@meridian/channel-kit/registry';
import type { OpenCollectionRequest } from '@meridian/contracts/payment/open-collection.contract';
import type { CollectionReply } from '@meridian/contracts/payment/payment.message';
import { collectionNoOf } from '@meridian/kernel/ids';
import { done, type Outcome, refused } from '@meridian/kernel/outcome';
import { Engine } from '@meridian/platform/engine/engine';
import { Injectable } from '@nestjs/common';
import { newCollection, type OpenAsked } from '../../domain/collection';
import { collectionKind } from '../../storage/collection.kind';
import { collectionReply } from '../collection.view';
import { Merchants } from '../ports';

/** Write (intent), call (the channel's order), write (its answer). */
@Injectable()
export class OpenCollection {
  constructor(
    private readonly engine: Engine,
    private readonly channels: Channels,
    private readonly merchants: Merchants,
  ) {}

  async run(request: OpenCollectionRequest, deadlineAt: number): Promise<Outcome<CollectionReply>> {
    const { channel, product } = request;
    const merchantId = this.merchants.of(channel);
    if (!merchantId || !this.channels.sells(channel, product as ChannelProduct)) return refused('CHANNEL_UNKNOWN', `${channel} ${product}`);
    if (!request.payerId && (product === 'JSAPI' || product === 'MINI_PROGRAM')) return refused('PAYER_MISSING');
    const collectionNo = collectionNoOf(request.orderNo, request.generation);
    const fact: OpenAsked = {
      kind: 'openAsked',
      id: request.key,
      hospitalId: request.hospitalId,
      applicationId: request.applicationId,
      merchantId,
      amountFen: request.amountFen,
      description: request.description,
      channel,
      product,
      payerId: request.payerId ?? null,
      expiresAt: request.expiresAt,
    };
    const learned = await this.engine.learn(collectionKind, collectionNo, fact, {
      fresh: newCollection(collectionNo, request.orderNo, request.generation),
      idempotency: { key: request.key, input: request },
    });
    if (!learned.ok) return learned;
    const stored = await this.engine.settledBy(collectionKind, learned, deadlineAt);
    return done(collectionReply(stored, { done: ['OPEN', 'CAPTURED'], refused: ['REJECTED', 'CLOSED', 'CLOSING'] }));
  }
}
