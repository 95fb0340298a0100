import { readStory } from '@meridian/contracts/shared/read-story.contract';
import type { ReadStoryReply, ReadStoryRequest } from '@meridian/contracts/shared/story.message';
import { done, type Outcome } from '@meridian/kernel/outcome';
import { Answers } from '@meridian/platform/bus/answers';
import { Controller } from '@nestjs/common';
import { ExpectationReader } from '../../storage/expectation.reader';

/** Reconciliation's part of an order's story: what it expects in whose books. */
@Controller()
export class ReadStoryHandler {
  constructor(private readonly expectations: ExpectationReader) {}

  @Answers(readStory('reconciliation'))
  async answer({ orderNo }: ReadStoryRequest): Promise<Outcome<ReadStoryReply>> {
    const expectations = await this.expectations.ofOrder(orderNo);
    return done({
      entries: expectations.map(({ expectationId, kind, side, entry, reference, at, amountFen, parts, day }) => ({
        at,
        service: 'reconciliation',
        kind: 'event',
        title: `expected at ${side}: ${entry} (${kind})`,
        subject: reference,
        detail: { expectationId, amountFen, ...parts, day },
      })),
    });
  }
}
