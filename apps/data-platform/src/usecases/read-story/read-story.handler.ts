import { readStory } from '@meridian/contracts/shared/read-story.contract';
import type { ReadStoryReply, ReadStoryRequest } from '@meridian/contracts/shared/story.message';
import { done, type Outcome } from '@meridian/kernel/outcome';
import { Answers } from '@meridian/platform/bus/answers';
import { Controller } from '@nestjs/common';
import { TransactionReader } from '../../storage/transaction.reader';

/** The data platform's part of an order's story: the transactions it has recorded. */
@Controller()
export class ReadStoryHandler {
  constructor(private readonly transactions: TransactionReader) {}

  @Answers(readStory('data-platform'))
  async answer({ orderNo }: ReadStoryRequest): Promise<Outcome<ReadStoryReply>> {
    const transactions = await this.transactions.ofOrder(orderNo);
    return done({
      entries: transactions.map(({ factId, at, kind, ...detail }) => ({
        at,
        service: 'data-platform',
        kind: 'event',
        title: `${kind} recorded`,
        subject: factId,
        detail,
      })),
    });
  }
}
