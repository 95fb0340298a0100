import { contract } from '../contract';
import { ReadStoryReply, ReadStoryRequest } from './story.message';

/** Services that keep a part of the story; each answers the same question about its own part. */
export const STORY_SERVICES = ['order', 'insurance', 'payment', 'account', 'reconciliation', 'data-platform'] as const;
export type StoryService = (typeof STORY_SERVICES)[number];

export const readStory = (service: StoryService) =>
  contract({ subject: `${service}.read-story.v1`, request: ReadStoryRequest, reply: ReadStoryReply, codes: [], deadlineMs: 3000 });
