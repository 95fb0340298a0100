import { type CloseCollectionRequest, closeCollection } from '@meridian/contracts/payment/close-collection.contract';
import type { CollectionReply } from '@meridian/contracts/payment/payment.message';
import { collectionNoOf } from '@meridian/kernel/ids';
import { done, type Outcome } from '@meridian/kernel/outcome';
import { Answers, type Asked } from '@meridian/platform/bus/answers';
import { Engine } from '@meridian/platform/engine/engine';
import { Controller } from '@nestjs/common';
import { newCollection } from '../../domain/collection';
import { collectionKind } from '../../storage/collection.kind';
import { collectionReply } from '../collection.view';

/** Before any open this leaves a tombstone: the asker need not know whether its open ever arrived. */
@Controller()
export class CloseCollectionHandler {
  constructor(private readonly engine: Engine) {}

  @Answers(closeCollection)
  async answer(request: CloseCollectionRequest, asked: Asked): Promise<Outcome<CollectionReply>> {
    const collectionNo = collectionNoOf(request.orderNo, request.generation);
    const learned = await this.engine.learn(
      collectionKind,
      collectionNo,
      { kind: 'closeAsked', id: request.key },
      {
        fresh: newCollection(collectionNo, request.orderNo, request.generation),
        idempotency: { key: request.key, input: request },
      },
    );
    if (!learned.ok) return learned;
    const stored = await this.engine.settledBy(collectionKind, learned, asked.deadlineAt);
    return done(collectionReply(stored, { done: ['CLOSED', 'CAPTURED'], refused: [] }));
  }
}
