import type { Fen } from '@meridian/kernel/fen';
import { IsBoolean } from 'class-validator';
import { contract } from '../contract';
import { IsCount, IsFen, IsInstant, IsKey, IsListOf, IsName, IsOrderNo, IsPart } from '../fields';
import { ChargeLine, CodeAndName, DepartmentMessage, DiagnosisMessage, InsuranceMessage } from '../shared/bill.message';
import { SettlementReply } from './insurance.message';

export class QuoteVisitRequest {
  /** `orderNo.generation.quote.version`, padded by its form to 16 characters and more. */
  @IsKey() key: string;
  @IsOrderNo() orderNo: string;
  @IsCount() generation: number;
  @IsName() hospitalId: string;
  @IsName() visitNo: string;
  @IsInstant() visitStartedAt: number;
  @IsPart(() => CodeAndName) doctor: CodeAndName;
  @IsPart(() => DepartmentMessage) department: DepartmentMessage;
  @IsListOf(() => DiagnosisMessage, 1, 20) diagnoses: DiagnosisMessage[];
  @IsPart(() => InsuranceMessage) insurance: InsuranceMessage;
  @IsListOf(() => ChargeLine, 1, 500) lines: ChargeLine[];
  @IsFen(1) totalFen: Fen;
  @IsBoolean() useAccount: boolean;
}

/** Registers the visit where the HIS has not, uploads the fees, pre-settles. */
export const quoteVisit = contract({
  subject: 'insurance.quote-visit.v1',
  request: QuoteVisitRequest,
  reply: SettlementReply,
  codes: ['IDEMPOTENCY_KEY_REUSED', 'SETTLEMENT_REVERSED'],
  deadlineMs: 3000,
});
