import { IsObject } from 'class-validator';
import { IsInstant, IsListOf, IsName, IsOneOf, IsOrderNo, IsText, Maybe } from '../fields';

export const CASE_SERVICES = ['order', 'insurance', 'payment'] as const;
export type CaseService = (typeof CASE_SERVICES)[number];
/** keep: what stands is right, go on. undo: give everything back. */
export const CASE_RESOLUTIONS = ['keep', 'undo'] as const;
export type CaseResolution = (typeof CASE_RESOLUTIONS)[number];

export class CaseView {
  @IsName(160) caseId: string;
  @IsName() service: string;
  @IsOrderNo() orderNo: string;
  @IsName() reason: string;
  @IsInstant() openedAt: number;
  @IsInstant() @Maybe() resolvedAt?: number;
  @IsOneOf(CASE_RESOLUTIONS) @Maybe() resolution?: CaseResolution;
  @IsName() @Maybe() resolvedBy?: string;
  /** The call, its asks and the last thing heard. Masked. */
  @IsObject() evidence: Record<string, unknown>;
}

export class ListCasesRequest {
  @IsOneOf(['open', 'all']) state: 'open' | 'all';
  @IsOrderNo() @Maybe() orderNo?: string;
}

export class ListCasesReply {
  @IsListOf(() => CaseView, 0, 200) cases: CaseView[];
}

export class ResolveCaseRequest {
  @IsName(160) caseId: string;
  @IsOneOf(CASE_RESOLUTIONS) resolution: CaseResolution;
  /** The operator, for the audit trail. */
  @IsName() resolvedBy: string;
  @IsText(500) note: string;
}

export class ResolveCaseReply {
  @IsName(160) caseId: string;
}
