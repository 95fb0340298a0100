import type { Arm } from '@meridian/kernel/arm';
import type { Instant } from '@meridian/kernel/clock';
import type { Fen } from '@meridian/kernel/fen';
import type { Split } from '@meridian/kernel/split';
import type { CallContext } from '@meridian/plugin-kit/wire';

/** A patient of the hospital. Name and ID number are personal data: sealed as soon as they leave the plug-in. */
export interface HisPatient {
  readonly patientNo: string;
  readonly name: string;
  readonly idNo: string;
}

/** One charge line of a sheet. */
export interface HisLine {
  readonly lineNo: string;
  readonly itemCode: string;
  readonly itemName: string;
  readonly catalogueCode: string;
  readonly quantity: string;
  readonly unitPrice: string;
  readonly amountFen: Fen;
  readonly chargedAt: Instant;
  readonly approval: '0' | '1' | '2';
}

/** An unpaid settlement sheet (缴费单). `hash` changes whenever any line does. */
export interface HisSheet {
  readonly sheetNo: string;
  readonly hash: string;
  readonly totalFen: Fen;
  readonly lines: readonly HisLine[];
}

/** How the visit is insured. `centreVisitId` is present when the HIS has already registered it at the centre. */
export interface HisInsurance {
  readonly insurer: string;
  readonly credential: { readonly type: '01' | '02' | '03'; readonly number: string };
  readonly insuranceType: string;
  readonly medicalType: string;
  readonly personNo?: string;
  readonly insuredArea?: string;
  readonly centreVisitId?: string;
}

/** All unpaid sheets of one visit; they are settled together, the patient cannot pick lines. */
export interface HisBill {
  readonly visitNo: string;
  readonly visitStartedAt: Instant;
  readonly doctor: { readonly code: string; readonly name: string };
  readonly department: { readonly code: string; readonly name: string; readonly category: string };
  readonly diagnoses: readonly { readonly code: string; readonly name: string; readonly main: boolean }[];
  /** Absent: the patient is not insured. */
  readonly insurance?: HisInsurance;
  readonly sheets: readonly HisSheet[];
  /** Hash over the sheets and their hashes: what the patient agreed to pay. */
  readonly billHash: string;
}

export interface ConfirmRequest {
  /** `orderNo.generation.confirm`; the HIS stores it for life. */
  readonly key: string;
  readonly orderNo: string;
  readonly generation: number;
  readonly visitNo: string;
  readonly sheetNos: readonly string[];
  /** The HIS must refuse on mismatch. */
  readonly billHash: string;
  readonly split: Split;
  readonly paidAt: Instant;
  /** Numbers for the hospital's papers. */
  readonly settlementId?: string;
  readonly payments: readonly {
    readonly channel: string;
    readonly outTradeNo: string;
    readonly transactionId: string;
    readonly amountFen: Fen;
  }[];
}

export interface Confirmation {
  readonly hisReceiptNo: string;
  readonly confirmedAt: Instant;
}

export type ConfirmState =
  | { readonly state: 'absent' }
  | { readonly state: 'confirmed'; readonly confirmation: Confirmation }
  | { readonly state: 'cancelled' };

export interface HisRefundRequest {
  /** `orderNo.refund.release` or `orderNo.refund.refund`. */
  readonly key: string;
  readonly orderNo: string;
  readonly refundNo: string;
  readonly sheetNos: readonly string[];
  readonly reason: string;
}

/** Codes of the rejected arm, the same for every HIS. */
export type HisCode =
  | 'PATIENT_UNKNOWN'
  | 'BILL_CHANGED'
  | 'BILL_PAID' // another order or the window paid it
  | 'BILL_LOCKED' // another order holds the lock
  | 'CONFIRM_CANCELLED' // tombstone: a cancel came first
  | 'ITEM_DELIVERED' // release refused: dispensed or examined
  | 'ORDER_UNKNOWN'
  | 'KEY_REUSED' // same key, other body
  | 'HIS_NOT_AUTHORISED'
  | 'HIS_REFUSED';

type Operation<Request, Answer> = (request: Request, context: CallContext) => Promise<Arm<Answer>>;

export interface HisOperations {
  /** By ID number and name; rejected PATIENT_UNKNOWN when the hospital has no such record. */
  findPatient: Operation<{ name: string; idNo: string }, HisPatient>;
  /** Every visit with unpaid sheets. */
  unpaidBills: Operation<{ patientNo: string }, { readonly bills: readonly HisBill[] }>;
  /** Holds the sheets for the order until an instant; idempotent by key. */
  lock: Operation<
    { key: string; orderNo: string; visitNo: string; sheetNos: readonly string[]; billHash: string; until: Instant },
    { readonly lockedUntil: Instant }
  >;
  unlock: Operation<{ key: string; orderNo: string }, Record<string, never>>;
  /** Books the charge as paid; idempotent by key, refused after a cancel or on another bill hash. */
  confirm: Operation<ConfirmRequest, Confirmation>;
  queryConfirm: Operation<{ orderNo: string; generation: number }, ConfirmState>;
  /** A tombstone: accepted even when no confirm ever came; every later confirm of the generation is refused. */
  cancel: Operation<{ key: string; orderNo: string; generation: number }, Record<string, never>>;
  /** Takes the paid lines back from pharmacy and laboratories; rejected ITEM_DELIVERED when one is gone. */
  release: Operation<HisRefundRequest, Record<string, never>>;
  /** Undoes a release when the insurer then refuses to reverse. */
  hold: Operation<HisRefundRequest, Record<string, never>>;
  /** Books the refund; idempotent by key. */
  bookRefund: Operation<HisRefundRequest & { readonly split: Split }, { readonly hisRefundNo: string; readonly bookedAt: Instant }>;
}

export type HisOperation = keyof HisOperations;

export type HisPlugin<Can extends HisOperation = HisOperation> = {
  readonly his: string;
  readonly can: readonly Can[];
  readonly sensitive: readonly string[];
  readonly operations: Pick<HisOperations, Can>;
};

export const defineHis = <const Can extends HisOperation>(plugin: HisPlugin<Can>): HisPlugin<Can> => plugin;
