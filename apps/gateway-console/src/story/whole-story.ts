import { readStory, STORY_SERVICES } from '@meridian/contracts/shared/read-story.contract';
import type { StoryEntry } from '@meridian/contracts/shared/story.message';
import type { Bus } from '@meridian/platform/bus/bus';
import { askEach, type Gap } from './gap';

export interface WholeStory {
  /** By time; at the same millisecond in the order of STORY_SERVICES. */
  readonly entries: readonly StoryEntry[];
  readonly gaps: readonly Gap[];
}

const rank = new Map<string, number>(STORY_SERVICES.map((service, index) => [service, index]));
const rankOf = ({ service }: StoryEntry): number => rank.get(service) ?? STORY_SERVICES.length;

/** What every service knows of an order, asked at the same time and merged. */
export async function wholeStory(bus: Bus, orderNo: string): Promise<WholeStory> {
  const { replies, gaps } = await askEach(STORY_SERVICES, (service) => bus.ask(readStory(service), { orderNo }));
  // The sort is stable: what one service wrote in one millisecond stays in its own order.
  const entries = replies.flatMap((reply) => reply.entries).sort((a, b) => a.at - b.at || rankOf(a) - rankOf(b));
  return { entries, gaps };
}
