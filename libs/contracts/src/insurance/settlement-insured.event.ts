import { factContract } from '../contract';
import { IsCount, IsInstant, IsName, IsOrderNo, IsPart } from '../fields';
import { SplitMessage } from '../shared/split.message';

/** The insurer has settled its part. Its figures rule for fund and account. */
export class SettlementInsured {
  @IsOrderNo() orderNo: string;
  @IsCount() generation: number;
  @IsName() hospitalId: string;
  @IsName() insurer: string;
  @IsName(30) settlementId: string;
  @IsName(30) messageNo: string;
  @IsPart(() => SplitMessage) split: SplitMessage;
  @IsName(6) insuranceType: string;
  @IsName(6) clearingType: string;
  @IsName(6) clearingOffice: string;
  /** The insurer's time: its day is the statement day. */
  @IsInstant() settledAt: number;
}

export const settlementInsured = factContract({ subject: 'fact.insurance.settlement-insured.v1', data: SettlementInsured });
