import { factContract } from '../contract';
import { IsCount, IsInstant, IsName, IsOrderNo, IsText, Maybe } from '../fields';

/** The insurer has refused a quote, a settlement or a reversal, for good. */
export class SettlementRefused {
  @IsOrderNo() orderNo: string;
  @IsCount() generation: number;
  @IsName() hospitalId: string;
  @IsName() step: string;
  @IsName() code: string;
  @IsText(300) @Maybe() reason?: string;
  @IsInstant() refusedAt: number;
}

export const settlementRefused = factContract({ subject: 'fact.insurance.settlement-refused.v1', data: SettlementRefused });
