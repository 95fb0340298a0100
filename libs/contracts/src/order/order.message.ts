import type { Fen } from '@meridian/kernel/fen';
import { IsBoolean, IsObject } from 'class-validator';
import { IsFen, IsInstant, IsListOf, IsName, IsOneOf, IsOrderNo, IsPart, IsText, Maybe } from '../fields';
import { SplitMessage } from '../shared/split.message';

export const PAY_MODES = ['INSURED', 'SELF_PAID'] as const;
export type PayMode = (typeof PAY_MODES)[number];

export const ORDER_PHASES = ['DRAFT', 'QUOTED', 'INSURING', 'PAYING', 'CLOSING', 'PAID', 'CONFIRMED', 'UNDOING', 'CANCELLED'] as const;
export type OrderPhase = (typeof ORDER_PHASES)[number];

export const REFUND_STATES = [
  'ASKED',
  'HOLDING',
  'REVERSING',
  'RESETTLING',
  'AWAITING_PATIENT',
  'OWING',
  'BLOCKED',
  'REFUNDING',
  'OTHER_PAYOUT',
  'BOOKING',
  'DONE',
  'DROPPED',
] as const;
export type RefundState = (typeof REFUND_STATES)[number];

/** Who asks: the application behind the gateway, and the patient of the session. Never from the body of a request. */
export class Asker {
  @IsName() applicationId: string;
  @IsName() patientId: string;
  @IsName() patientNo: string;
}

export class SheetView {
  @IsName() sheetNo: string;
  @IsName(128) hash: string;
  @IsFen() totalFen: Fen;
}

export class PaymentView {
  @IsName() channel: string;
  @IsName() product: string;
  /** Signed call-up parameters for the payer's client. */
  @IsObject() clientParameters: Record<string, string>;
  @IsInstant() validUntil: number;
}

export class RefundView {
  @IsName() refundNo: string;
  @IsOneOf(REFUND_STATES) state: RefundState;
  @IsFen() cashFen: Fen;
  @IsFen() insuranceFen: Fen;
  @IsText(200) @Maybe() reason?: string;
}

export class OrderView {
  @IsOrderNo() orderNo: string;
  @IsName() patientId: string;
  @IsName() visitNo: string;
  @IsOneOf(ORDER_PHASES) phase: OrderPhase;
  @IsOneOf(PAY_MODES) payMode: PayMode;
  @IsFen() totalFen: Fen;
  @IsListOf(() => SheetView, 1, 200) sheets: SheetView[];
  /** The split of the quote, later of the settlement. Absent until quoted. */
  @IsPart(() => SplitMessage) @Maybe() split?: SplitMessage;
  /** What the patient agrees to when settling; changes with every new quote. */
  @IsName(128) @Maybe() quoteFingerprint?: string;
  /** The settlement differed from the quote and asks for more cash: settle again with the new fingerprint before this. */
  @IsInstant() @Maybe() consentUntil?: number;
  @IsPart(() => PaymentView) @Maybe() payment?: PaymentView;
  @IsInstant() @Maybe() payUntil?: number;
  @IsName() @Maybe() hisReceiptNo?: string;
  /** Why the order is closing, undone or back at an earlier phase: a stable code. */
  @IsName() @Maybe() reason?: string;
  /** An outside call has given no answer yet; the patient must not pay again. */
  @IsBoolean() unknown: boolean;
  @IsBoolean() openCase: boolean;
  @IsListOf(() => RefundView, 0, 50) refunds: RefundView[];
  @IsInstant() createdAt: number;
  @IsInstant() updatedAt: number;
}

/** `working`: accepted and under way; read the order again shortly. */
export class OrderReply {
  @IsOneOf(['done', 'working']) status: 'done' | 'working';
  @IsPart(() => OrderView) order: OrderView;
}
