import { readStory } from '@meridian/contracts/shared/read-story.contract';
import type { ReadStoryReply, ReadStoryRequest } from '@meridian/contracts/shared/story.message';
import { done, type Outcome } from '@meridian/kernel/outcome';
import { Answers } from '@meridian/platform/bus/answers';
import { Controller } from '@nestjs/common';
import { LedgerReader } from '../../storage/ledger.reader';

/** The ledger's part of an order's story: one entry a transfer. */
@Controller()
export class ReadStoryHandler {
  constructor(private readonly ledger: LedgerReader) {}

  @Answers(readStory('account'))
  async answer({ orderNo }: ReadStoryRequest): Promise<Outcome<ReadStoryReply>> {
    const transfers = await this.ledger.transfersOf(orderNo);
    return done({
      entries: transfers.map(({ txnKey, postedAt, ...detail }) => ({
        at: postedAt,
        service: 'account',
        kind: 'posting',
        title: txnKey,
        subject: `${detail.debit} → ${detail.credit}`,
        detail,
      })),
    });
  }
}
