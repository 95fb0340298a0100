// size: the whole insurer port on one page: types and operations of one protocol
import type { Arm } from '@meridian/kernel/arm';
import type { Instant } from '@meridian/kernel/clock';
import type { Fen } from '@meridian/kernel/fen';
import type { Split } from '@meridian/kernel/split';
import type { CallContext } from '@meridian/plugin-kit/wire';

/** How the insured person proves who he is at the centre: 01 e-voucher token, 02 ID card, 03 social security card. */
export interface Credential {
  readonly type: '01' | '02' | '03';
  readonly number: string;
  /** 卡识别码 `card_sn`, which 1101 demands for type 03. */
  readonly cardSn?: string;
}

/** One insurance of one person, as 1101 answers it. */
export interface InsuredPerson {
  readonly personNo: string;
  readonly insuranceType: string;
  readonly personType: string;
  /** 参保地医保区划, six digits. */
  readonly insuredArea: string;
  /** Personal account balance. */
  readonly balanceFen: Fen;
  readonly active: boolean;
}

/** The visit at the centre, and who is visiting. */
export interface InsuredVisit {
  /** 就诊ID `mdtrt_id`, given by the centre at registration. */
  readonly visitId: string;
  readonly personNo: string;
  readonly insuredArea: string;
  readonly insuranceType: string;
  readonly credential: Credential;
  /** 医疗类别 `med_type`, 11 for an ordinary outpatient visit. */
  readonly medicalType: string;
}

export interface RegisterVisitRequest {
  readonly messageNo: string;
  readonly personNo: string;
  readonly insuredArea: string;
  readonly insuranceType: string;
  readonly credential: Credential;
  /** The hospital's own visit number, unique in the hospital. */
  readonly hospitalVisitNo: string;
  readonly startedAt: Instant;
  readonly doctor: { readonly code: string; readonly name: string };
  readonly department: { readonly code: string; readonly name: string; readonly category: string };
}

export interface Diagnosis {
  readonly code: string;
  readonly name: string;
  readonly main: boolean;
}

export interface DescribeVisitRequest {
  readonly messageNo: string;
  readonly visit: InsuredVisit;
  readonly startedAt: Instant;
  readonly diagnoses: readonly Diagnosis[];
  readonly doctor: { readonly code: string; readonly name: string };
  readonly department: { readonly code: string; readonly name: string };
}

/** One charge line. `quantity` and `unitPrice` are decimal texts (up to 4 and 6 decimals); the amount is exact. */
export interface FeeLine {
  /** Our own line number, unique in the visit (`feedetl_sn`). */
  readonly lineNo: string;
  /** National catalogue code `med_list_codg`. */
  readonly catalogueCode: string;
  /** The hospital's own item code `medins_list_codg`. */
  readonly itemCode: string;
  readonly quantity: string;
  readonly unitPrice: string;
  readonly amountFen: Fen;
  readonly chargedAt: Instant;
  readonly doctor: { readonly code: string; readonly name: string };
  readonly department: { readonly code: string; readonly name: string };
  /** Hospital approval of a restricted item: 0 not needed, 1 insured, 2 self-paid. */
  readonly approval: '0' | '1' | '2';
}

export interface UploadFeesRequest {
  readonly messageNo: string;
  readonly visit: InsuredVisit;
  /** `chrg_bchno`. Never 0000: it would delete the window's rows as well. */
  readonly batchNo: string;
  readonly lines: readonly FeeLine[];
}

/** The four totals of a batch; they add up to the bill (identity I1). */
export interface FeeTotals {
  readonly fullySelfPaidFen: Fen;
  readonly overLimitFen: Fen;
  readonly firstSelfPaidFen: Fen;
  readonly inScopeFen: Fen;
}

export interface QuoteRequest {
  readonly messageNo: string;
  readonly visit: InsuredVisit;
  readonly batchNo: string;
  readonly totalFen: Fen;
  /** The patient's choice: pay from the personal account. */
  readonly useAccount: boolean;
}

export interface Quote {
  readonly split: Split;
  readonly feeTotals: FeeTotals;
  readonly deductibleFen: Fen;
}

export interface SettleRequest extends QuoteRequest {
  readonly feeTotals: FeeTotals;
}

/** A settlement as the centre holds it. `messageNo` is the msgid of the 2207 that made it (`medins_setl_id`). */
export interface Settlement extends Quote {
  readonly settlementId: string;
  readonly messageNo: string;
  /** The insurer's time; its day is the insurer's statement day. */
  readonly settledAt: Instant;
  readonly clearing: { readonly office: string; readonly way: string; readonly type: string };
  /** The sign-in it was made under, for its reversal; unknown for one found by a query. */
  readonly signNo?: string;
}

export interface ReverseRequest {
  readonly messageNo: string;
  readonly visit: InsuredVisit;
  readonly settlementId: string;
  /** The sign-in the settlement was made under, valid for five days; left out: the present one. */
  readonly signNo?: string;
}

/** What the reversal gave back, as positive amounts. `alreadyReversed`: the centre said it had been done before. */
export interface Reversal {
  readonly settlementId: string;
  readonly alreadyReversed: boolean;
  /** Absent when the centre only said "already reversed". */
  readonly split?: Split;
  readonly reversedAt: Instant;
}

export interface FindSettlementRequest {
  readonly messageNo: string;
  readonly visit: InsuredVisit;
  /** The msgid of the 2207 asked about; rows of other messages of the visit are ignored. */
  readonly settleMessageNo: string;
}

/** Not found is not "did not happen" until the province's `centreMaxProcessing` has passed since the send. */
export type FoundSettlement =
  | { readonly found: false }
  | { readonly found: true; readonly reversed: boolean; readonly settlement: Settlement };

/** Codes of the rejected arm, the same for every insurer. */
export type InsurerCode =
  | 'NOT_SIGNED_IN'
  | 'PERSON_UNKNOWN'
  | 'INSURANCE_SUSPENDED'
  | 'ENTITLEMENT_BLOCKED'
  | 'CREDENTIAL_EXPIRED'
  | 'VISIT_UNKNOWN'
  | 'VISIT_HAS_FEES' // 2202 refused while unsettled fees exist
  | 'FEES_DUPLICATE'
  | 'FEES_INVALID' // unmapped item, amount ≠ price × quantity
  | 'TOTALS_MISMATCH'
  | 'ALREADY_SETTLED'
  | 'REVERSAL_REFUSED'
  | 'INSURER_NOT_AUTHORISED'
  | 'INSURER_REFUSED'; // any other business refusal

type Operation<Request, Answer> = (request: Request, context: CallContext) => Promise<Arm<Answer>>;
type Nothing = Record<string, never>;

export interface InsurerOperations {
  /** 9001. Our own operator code: signing out a shared one would cut off the window. */
  signIn: Operation<{ messageNo: string }, { readonly signNo: string }>;
  /** 1101, a read. */
  identify: Operation<{ messageNo: string; credential: Credential }, { readonly insurances: readonly InsuredPerson[] }>;
  /** 2001, a read. Rejected with ENTITLEMENT_BLOCKED and the centre's reason when the person may not draw. */
  checkEntitlement: Operation<{ messageNo: string; person: InsuredPerson; medicalType: string; startedAt: Instant }, Nothing>;
  /** 2201. */
  registerVisit: Operation<RegisterVisitRequest, { readonly visitId: string }>;
  /** 2202. */
  cancelVisit: Operation<{ messageNo: string; visit: InsuredVisit; hospitalVisitNo: string }, Nothing>;
  /** 2203 or 2203A by profile. */
  describeVisit: Operation<DescribeVisitRequest, Nothing>;
  /** 2204. */
  uploadFees: Operation<UploadFeesRequest, { readonly feeTotals: FeeTotals }>;
  /** 2205. "Nothing to delete" is accepted. */
  removeFees: Operation<{ messageNo: string; visit: InsuredVisit; batchNo: string }, Nothing>;
  /** 2206, a read: computes without writing. */
  quote: Operation<QuoteRequest, Quote>;
  /** 2207, the money call. */
  settle: Operation<SettleRequest, Settlement>;
  /** 2208. "Already reversed" is accepted. */
  reverse: Operation<ReverseRequest, Reversal>;
  /** 5203, a read. Matches `medins_setl_id = settleMessageNo`. */
  findSettlement: Operation<FindSettlementRequest, FoundSettlement>;
  /** 2601 with oinfno 2207, by message id. Accepted proves nothing yet: provisional. */
  revokeSettle: Operation<{ messageNo: string; visit: InsuredVisit; settleMessageNo: string; signNo?: string }, Nothing>;
}

export type InsurerOperation = keyof InsurerOperations;

/** What differs between provinces and decides the ladder, not the wire. */
export interface InsurerProfile {
  /** How long the centre may still execute a request after we gave up. Sources are silent: configuration. */
  readonly centreMaxProcessingMs: number;
  /** No settlement whose pay-expiry would cross this Beijing time, `23:30`. */
  readonly dayCutOff: string;
}

export type InsurerPlugin<Can extends InsurerOperation = InsurerOperation> = {
  readonly insurer: string;
  readonly can: readonly Can[];
  readonly profile: InsurerProfile;
  /** Names of JSON members whose values are personal or secret: the masked view hides them. */
  readonly sensitive: readonly string[];
  /**
   * The message id: institution(12) + Beijing time(14) + sequence(4) mapped into the range agreed with the window's HIS.
   * @param sequence a durable, ever rising number
   */
  messageNo(at: Instant, sequence: number): string;
  readonly operations: Pick<InsurerOperations, Can>;
};

export const defineInsurer = <const Can extends InsurerOperation>(plugin: InsurerPlugin<Can>): InsurerPlugin<Can> => plugin;
