import type { Fen } from '@meridian/kernel/fen';
import { IsBoolean } from 'class-validator';
import { contract } from '../contract';
import { IsDecimal, IsFen, IsInstant, IsListOf, IsName, IsPart, IsText } from '../fields';
import { Asker } from './order.message';

export class ListUnpaidRequest {
  @IsPart(() => Asker) asker: Asker;
}

export class UnpaidLine {
  @IsName() lineNo: string;
  @IsText(200) itemName: string;
  @IsDecimal() quantity: string;
  @IsDecimal() unitPrice: string;
  @IsFen() amountFen: Fen;
}

export class UnpaidSheet {
  @IsName() sheetNo: string;
  @IsFen() totalFen: Fen;
  @IsListOf(() => UnpaidLine, 0, 500) lines: UnpaidLine[];
}

export class UnpaidBill {
  @IsName() visitNo: string;
  @IsText(100) department: string;
  @IsText(50) doctor: string;
  @IsInstant() visitStartedAt: number;
  @IsBoolean() insured: boolean;
  @IsFen() totalFen: Fen;
  /** Give it back when creating the order: it says which bill the patient saw. */
  @IsName(128) billHash: string;
  @IsListOf(() => UnpaidSheet, 0, 200) sheets: UnpaidSheet[];
}

export class ListUnpaidReply {
  @IsListOf(() => UnpaidBill, 0, 50) bills: UnpaidBill[];
}

/** The patient's unpaid settlement sheets, read from the HIS now. All sheets of a visit are settled together. */
export const listUnpaid = contract({
  subject: 'order.list-unpaid.v1',
  request: ListUnpaidRequest,
  reply: ListUnpaidReply,
  codes: ['HIS_SILENT', 'HIS_REFUSED'],
  deadlineMs: 3000,
});
