import { IsBoolean } from 'class-validator';
import { contract } from '../contract';
import { IsCount, IsListOf, IsName, IsOrderNo, IsSignedFen, IsText, Maybe } from '../fields';

export class GetTrialBalanceRequest {
  @IsName() hospitalId: string;
  /** Only the transfers of one order. */
  @IsOrderNo() @Maybe() orderNo?: string;
}

export class AccountBalance {
  /** `ORDER[012611220000000001]`, `INS.fund[national,11]`. */
  @IsText(160) account: string;
  @IsName() kind: string;
  /** Debits less credits. */
  @IsSignedFen() balanceFen: number;
}

export class GetTrialBalanceReply {
  /** Σ debits = Σ credits over what was asked. */
  @IsBoolean() balanced: boolean;
  @IsCount() transfers: number;
  @IsListOf(() => AccountBalance, 0, 2000) accounts: AccountBalance[];
}

export const getTrialBalance = contract({
  subject: 'account.get-trial-balance.v1',
  request: GetTrialBalanceRequest,
  reply: GetTrialBalanceReply,
  codes: [],
  deadlineMs: 3000,
});
