import type { Fen } from '@meridian/kernel/fen';
import { IsBoolean } from 'class-validator';
import { IsDecimal, IsFen, IsInstant, IsName, IsOneOf, IsSealed, IsText, Maybe } from '../fields';

/** One charge line as it goes to the insurer. */
export class ChargeLine {
  @IsName() lineNo: string;
  @IsName(150) itemCode: string;
  @IsName(50) catalogueCode: string;
  @IsDecimal() quantity: string;
  @IsDecimal() unitPrice: string;
  @IsFen() amountFen: Fen;
  @IsInstant() chargedAt: number;
  @IsOneOf(['0', '1', '2']) approval: '0' | '1' | '2';
}

export class CodeAndName {
  @IsName() code: string;
  @IsText(100) name: string;
}

export class DepartmentMessage extends CodeAndName {
  @IsName(6) category: string;
}

export class DiagnosisMessage extends CodeAndName {
  @IsBoolean() main: boolean;
}

/** How the visit is insured. The credential number is sealed; only the insurance service opens it. */
export class InsuranceMessage {
  @IsName() insurer: string;
  @IsOneOf(['01', '02', '03']) credentialType: '01' | '02' | '03';
  @IsSealed() credentialSealed: string;
  @IsName(6) insuranceType: string;
  @IsName(6) medicalType: string;
  @IsName(30) @Maybe() personNo?: string;
  @IsName(6) @Maybe() insuredArea?: string;
  @IsName(30) @Maybe() centreVisitId?: string;
}
