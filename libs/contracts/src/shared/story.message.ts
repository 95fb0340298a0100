import { IsObject } from 'class-validator';
import { IsInstant, IsListOf, IsName, IsOneOf, IsOrderNo, IsText, Maybe } from '../fields';

export const STORY_KINDS = ['fact', 'intent', 'answer', 'exchange', 'event', 'posting', 'case'] as const;

/** One line of an order's story: what one service knows. Masked: no name, ID or card number. */
export class StoryEntry {
  @IsInstant() at: number;
  @IsName() service: string;
  @IsOneOf(STORY_KINDS) kind: (typeof STORY_KINDS)[number];
  @IsText(128) title: string;
  @IsText(256) @Maybe() subject?: string;
  @IsText(128) @Maybe() traceId?: string;
  /** Milliseconds the outside party took, for exchanges. */
  @IsInstant() @Maybe() tookMs?: number;
  @IsObject() detail: Record<string, unknown>;
}

export class ReadStoryRequest {
  @IsOrderNo() orderNo: string;
}

export class ReadStoryReply {
  @IsListOf(() => StoryEntry, 0, 2000) entries: StoryEntry[];
}
