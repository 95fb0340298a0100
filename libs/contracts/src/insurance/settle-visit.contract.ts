import { contract } from '../contract';
import { IsCount, IsInstant, IsKey, IsName, IsOrderNo } from '../fields';
import { SettlementReply } from './insurance.message';

export class SettleVisitRequest {
  @IsKey() key: string;
  @IsOrderNo() orderNo: string;
  @IsCount() generation: number;
  /** The quote the patient agreed to. */
  @IsName(128) fingerprint: string;
  /** The last moment the cash part can be paid: refused when the insurer's daily cut-off would be crossed by then. */
  @IsInstant() payUntil: number;
}

/** 2207. At most one settlement lives per order; silence is resolved by asking, never by a second settlement. */
export const settleVisit = contract({
  subject: 'insurance.settle-visit.v1',
  request: SettleVisitRequest,
  reply: SettlementReply,
  codes: ['SETTLEMENT_UNKNOWN', 'SETTLEMENT_REVERSED', 'INSURANCE_BUSY', 'PAY_WINDOW_CLOSED', 'QUOTE_STALE', 'IDEMPOTENCY_KEY_REUSED'],
  deadlineMs: 3000,
});
