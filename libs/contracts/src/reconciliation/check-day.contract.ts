import { IsObject } from 'class-validator';
import { contract } from '../contract';
import { IsCount, IsDay, IsListOf, IsName, IsOneOf, IsText, Maybe } from '../fields';

export const DIFFERENCE_KINDS = ['missing-there', 'missing-here', 'amount', 'duplicate'] as const;

export class CheckDayRequest {
  @IsDay() day: string;
}

export class Difference {
  @IsOneOf(DIFFERENCE_KINDS) kind: (typeof DIFFERENCE_KINDS)[number];
  @IsName() side: string;
  @IsName(128) reference: string;
  @IsText(300) @Maybe() note?: string;
  @IsObject() detail: Record<string, unknown>;
}

export class CheckDayReply {
  @IsDay() day: string;
  @IsCount() expected: number;
  @IsCount() matched: number;
  @IsListOf(() => Difference, 0, 500) differences: Difference[];
}

/** Every expectation of the day against the outside parties' books, both ways. */
export const checkDay = contract({
  subject: 'reconciliation.check-day.v1',
  request: CheckDayRequest,
  reply: CheckDayReply,
  codes: ['BOOKS_SILENT', 'DAY_INVALID'],
  deadlineMs: 3000,
});
