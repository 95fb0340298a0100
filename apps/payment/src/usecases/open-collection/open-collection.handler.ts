import { type OpenCollectionRequest, openCollection } from '@meridian/contracts/payment/open-collection.contract';
import type { CollectionReply } from '@meridian/contracts/payment/payment.message';
import type { Outcome } from '@meridian/kernel/outcome';
import { Answers, type Asked } from '@meridian/platform/bus/answers';
import { Controller } from '@nestjs/common';
import { OpenCollection } from './open-collection.usecase';

@Controller()
export class OpenCollectionHandler {
  constructor(private readonly openCollection: OpenCollection) {}

  @Answers(openCollection)
  answer(request: OpenCollectionRequest, asked: Asked): Promise<Outcome<CollectionReply>> {
    return this.openCollection.run(request, asked.deadlineAt);
  }
}
