import type { Instant } from '@meridian/kernel/clock';
import type { Fen } from '@meridian/kernel/fen';
import type { Fact } from '@meridian/kernel/machine';
import type { Split } from '@meridian/kernel/split';
import type { OrderPhase } from './order.states';

export type PayMode = 'INSURED' | 'SELF_PAID';
/** What has become of one party's part. `open`: a call is under way and money may move any moment. */
export type Leg = 'none' | 'open' | 'done' | 'undone';
export type Why = 'cancelled' | 'expired' | 'bill-changed' | 'his-refused' | 'consent-missing' | 'reversed-elsewhere' | 'person' | 'unpaid';

export interface Sheet {
  readonly sheetNo: string;
  readonly hash: string;
  readonly totalFen: Fen;
}

/** The bill as read from the HIS when the order was made; personal data sealed. It never changes: another bill is another order. */
export interface Bill {
  readonly visitNo: string;
  readonly visitStartedAt: Instant;
  readonly doctor: { readonly code: string; readonly name: string };
  readonly department: { readonly code: string; readonly name: string; readonly category: string };
  readonly diagnoses: readonly { readonly code: string; readonly name: string; readonly main: boolean }[];
  readonly insurance: Insurance | null;
  readonly sheets: readonly Sheet[];
  readonly lines: readonly Line[];
  readonly billHash: string;
  readonly totalFen: Fen;
}

export interface Insurance {
  readonly insurer: string;
  readonly credentialType: '01' | '02' | '03';
  readonly credentialSealed: string;
  readonly insuranceType: string;
  readonly medicalType: string;
  readonly personNo?: string;
  readonly insuredArea?: string;
  readonly centreVisitId?: string;
}

export interface Line {
  readonly lineNo: string;
  readonly itemCode: string;
  readonly catalogueCode: string;
  readonly quantity: string;
  readonly unitPrice: string;
  readonly amountFen: Fen;
  readonly chargedAt: Instant;
  readonly approval: '0' | '1' | '2';
}

/** How the patient chose to pay the cash part. */
export interface Choice {
  readonly channel: string;
  readonly product: string;
  readonly payerId: string | null;
}

export interface Opened {
  readonly channel: string;
  readonly product: string;
  readonly clientParameters: Readonly<Record<string, string>>;
  readonly validUntil: Instant;
}

export interface Captured {
  readonly channel: string;
  readonly outTradeNo: string;
  readonly transactionId: string;
  readonly amountFen: Fen;
  readonly paidAt: Instant;
}

/** What is asked for in `INSURING` while the 2207 is under way, and acted on with its answer. */
export interface Notes {
  readonly giveUp: Why | null;
}

export interface Order {
  readonly orderNo: string;
  readonly hospitalId: string;
  readonly applicationId: string;
  readonly patientId: string;
  readonly patientNo: string;
  readonly bill: Bill;
  readonly payMode: PayMode;
  readonly useAccount: boolean;
  readonly collectShape: 'SEPARATE';
  readonly phase: OrderPhase;
  readonly generation: number;
  readonly quotes: number;
  readonly split: Split | null;
  readonly fingerprint: string | null;
  /** The HIS holds the sheets for us. */
  readonly held: boolean;
  readonly legs: { readonly his: Leg; readonly insurance: Leg; readonly cash: Leg };
  readonly choice: Choice | null;
  readonly collects: number;
  readonly opened: Opened | null;
  readonly settlementId: string | null;
  readonly captured: Captured | null;
  readonly confirmation: { readonly hisReceiptNo: string; readonly confirmedAt: Instant } | null;
  readonly settleAskedAt: Instant | null;
  readonly payUntil: Instant | null;
  /** The settlement asked for more cash than the quote: until when the patient may agree. */
  readonly consentUntil: Instant | null;
  readonly why: Why | null;
  /** In UNDOING after a confirm that may have happened: money moves only after the HIS took its tombstone. */
  readonly hisFirst: boolean;
  readonly notes: Notes;
  readonly reason: string | null;
  /** Keys of the timers that are open. */
  readonly timers: readonly string[];
  /** Durations from configuration, fixed with the order. */
  readonly windows: { readonly payMs: number; readonly consentMs: number };
}

export interface Drafted extends Fact<'drafted'> {
  readonly expiresAt: Instant;
}
export type LockOk = Fact<'lockOk'> & { readonly held: boolean };
export interface Refusing extends Fact<'lockNo' | 'quoteNo' | 'insNo' | 'openNo' | 'hisNo' | 'hisCancelNo' | 'reverseNo' | 'refundNo'> {
  readonly code: string;
  readonly reason: string;
}
export interface Quoted extends Fact<'quoted'> {
  readonly generation: number;
  readonly split: Split;
  readonly fingerprint: string;
}
export interface SettleAsked extends Fact<'settleAsked'> {
  readonly fingerprint: string;
  readonly choice: Choice | null;
}
export interface Insured extends Fact<'insured'> {
  readonly generation: number;
  readonly split: Split;
  readonly fingerprint: string;
  readonly settlementId: string;
}
export interface PaymentOpened extends Fact<'opened'> {
  readonly opened: Opened;
}
export interface Paid extends Fact<'paid'> {
  readonly generation: number;
  readonly captured: Captured;
}
export interface Confirmed extends Fact<'confirmed'> {
  readonly hisReceiptNo: string;
  readonly confirmedAt: Instant;
}
export interface Moved extends Fact<'dead' | 'refunded' | 'hisCancelled'> {
  readonly generation: number;
}
export interface Reversed extends Fact<'reversed'> {
  readonly generation: number;
  /** Of the settlement that had stood; absent where none had, or where only the generation is told of. */
  readonly settlementId?: string;
}
export type Asking = Fact<'cancelAsked' | 'expired' | 'consentEnded' | 'selfPayChosen' | 'personKeep' | 'personUndo'>;

export type OrderFact =
  | Drafted
  | LockOk
  | Refusing
  | Quoted
  | SettleAsked
  | Insured
  | PaymentOpened
  | Paid
  | Confirmed
  | Moved
  | Reversed
  | Asking;

/** A reversal that says which settlement it was of, and means another one than ours. */
export const isAnother = (ours: string | null, { settlementId }: Pick<Reversed, 'settlementId'>): boolean =>
  Boolean(ours && settlementId && settlementId !== ours);

/** What a refund of an undone order is called at payment; refunds that people ask for count from 1. */
export const UNDO_REFUND = 0;
