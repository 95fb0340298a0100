import { readStory } from '@meridian/contracts/shared/read-story.contract';
import type { ReadStoryReply, ReadStoryRequest } from '@meridian/contracts/shared/story.message';
import { done, type Outcome } from '@meridian/kernel/outcome';
import { Answers } from '@meridian/platform/bus/answers';
import { Database } from '@meridian/platform/storage/database';
import { storyOf } from '@meridian/platform/story';
import { Vault } from '@meridian/platform/vault';
import { Controller } from '@nestjs/common';

@Controller()
export class ReadStoryHandler {
  constructor(
    readonly database: Database,
    readonly vault: Vault,
  ) {}

  @Answers(readStory('insurance'))
  async answer(request: ReadStoryRequest): Promise<Outcome<ReadStoryReply>> {
    return done({ entries: await storyOf(this, 'insurance', request.orderNo) });
  }
}
