import { IsBoolean } from 'class-validator';
import { factContract } from '../contract';
import { IsCount, IsInstant, IsName, IsOrderNo, IsPart, Maybe } from '../fields';
import { SplitMessage } from '../shared/split.message';

/** The generation is net zero at the insurer. `settlementId` and `split` are present when a settlement had stood. */
export class SettlementReversed {
  @IsOrderNo() orderNo: string;
  @IsCount() generation: number;
  @IsName() hospitalId: string;
  @IsName() insurer: string;
  @IsName(30) @Maybe() settlementId?: string;
  @IsPart(() => SplitMessage) @Maybe() split?: SplitMessage;
  @IsName(30) @Maybe() messageNo?: string;
  /** Revoked by message id only: must net to zero in the next statement. */
  @IsBoolean() provisional: boolean;
  @IsInstant() reversedAt: number;
}

export const settlementReversed = factContract({ subject: 'fact.insurance.settlement-reversed.v1', data: SettlementReversed });
