import { contract } from '../contract';
import { IsCount, IsDay, IsListOf, IsName, IsSignedFen } from '../fields';

export class GetTotalsRequest {
  @IsDay() from: string;
  @IsDay() to: string;
}

/** One day and channel; `insurance` rows carry fund and account, channel rows carry cash. */
export class DayTotal {
  @IsDay() day: string;
  @IsName() channel: string;
  @IsName() kind: string;
  @IsCount() transactions: number;
  @IsSignedFen() amountFen: number;
}

export class GetTotalsReply {
  @IsListOf(() => DayTotal, 0, 5000) totals: DayTotal[];
}

export const getTotals = contract({
  subject: 'data-platform.get-totals.v1',
  request: GetTotalsRequest,
  reply: GetTotalsReply,
  codes: ['DAY_INVALID'],
  deadlineMs: 3000,
});
