import type { Instant } from '@meridian/kernel/clock';
import type { Fen } from '@meridian/kernel/fen';
import type { Fact } from '@meridian/kernel/machine';
import type { Split } from '@meridian/kernel/split';
import type { SettlementState } from './settlement.states';

/** Everything the insurer is told of the bill; the credential stays sealed until a message is built. */
export interface Bill {
  readonly hospitalId: string;
  readonly visitNo: string;
  readonly visitStartedAt: Instant;
  readonly doctor: { readonly code: string; readonly name: string };
  readonly department: { readonly code: string; readonly name: string; readonly category: string };
  readonly diagnoses: readonly { readonly code: string; readonly name: string; readonly main: boolean }[];
  readonly insurance: {
    readonly insurer: string;
    readonly credentialType: '01' | '02' | '03';
    readonly credentialSealed: string;
    readonly insuranceType: string;
    readonly medicalType: string;
  };
  readonly lines: readonly Line[];
  readonly totalFen: Fen;
  readonly useAccount: boolean;
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

/** The visit at the centre. Imported when the HIS registered it; ours to take back when we did. */
export interface CentreVisit {
  readonly visitId: string;
  readonly personNo: string;
  readonly insuredArea: string;
  readonly registeredByUs: boolean;
}

export interface FeeTotals {
  readonly fullySelfPaidFen: Fen;
  readonly overLimitFen: Fen;
  readonly firstSelfPaidFen: Fen;
  readonly inScopeFen: Fen;
}

/** What the centre holds after 2207; its figures rule. */
export interface Settled {
  readonly settlementId: string;
  readonly messageNo: string;
  readonly split: Split;
  readonly settledAt: Instant;
  readonly clearing: { readonly office: string; readonly way: string; readonly type: string };
  /** The sign-in it was made under; a reversal days later needs the same. */
  readonly signNo: string | null;
}

/** One generation of one order at the insurer. */
export interface Settlement {
  readonly settlementNo: string;
  readonly orderNo: string;
  readonly generation: number;
  readonly state: SettlementState;
  readonly bill: Bill | null;
  readonly visit: CentreVisit | null;
  /** How many registrations were asked; each has its own call. */
  readonly registrations: number;
  /** How many quotes were asked; part of the fingerprint and of the batch number. */
  readonly quotes: number;
  readonly feeTotals: FeeTotals | null;
  readonly split: Split | null;
  readonly fingerprint: string | null;
  readonly settled: Settled | null;
  /** Counts 2207 messages; each has its own call. */
  readonly settles: number;
  /** Every message id a 2207 of this generation was sent under: a refused one may have been executed by a duplicate. */
  readonly messageNos: readonly string[];
  /** Counts 2208 calls. */
  readonly reversals: number;
  /** The asker gave the generation up while a call was under way: act on its answer. */
  readonly reverseAsked: boolean;
  readonly reversal: { readonly at: Instant; readonly provisional: boolean } | null;
  readonly refusal: { readonly step: 'quote' | 'settle' | 'reverse'; readonly code: string; readonly reason: string } | null;
}

export interface QuoteAsked extends Fact<'quoteAsked'> {
  readonly bill: Bill;
  readonly visit: CentreVisit | null;
}
export interface Registered extends Fact<'registered'> {
  readonly visit: CentreVisit;
}
export interface Quoted extends Fact<'quoted'> {
  readonly feeTotals: FeeTotals;
  readonly split: Split;
}
export interface CentreRefused extends Fact<'registerRefused' | 'quoteRefused' | 'settleRefused' | 'reverseRefused'> {
  readonly code: string;
  readonly reason: string;
}
export interface SettleAsked extends Fact<'settleAsked'> {
  readonly fingerprint: string;
  /** The msgid of the 2207, given before it is sent: 2601 knows a settlement by nothing else. */
  readonly messageNo: string;
}
export interface Insured extends Fact<'insured'> {
  readonly settled: Settled;
}
export type ReverseAsked = Fact<'reverseAsked'>;
export interface Reversed extends Fact<'reversed'> {
  readonly reversedAt: Instant;
}
/** 2601, or a settlement proven absent after the centre's longest processing time: nothing stands, to be shown by the next statement. */
export interface Revoked extends Fact<'revoked'> {
  readonly messageNo: string;
}
export type Released = Fact<'released'>;

export type SettlementFact =
  | QuoteAsked
  | Registered
  | Quoted
  | CentreRefused
  | SettleAsked
  | Insured
  | ReverseAsked
  | Reversed
  | Revoked
  | Released;

export const newSettlement = (settlementNo: string, orderNo: string, generation: number): Settlement => ({
  settlementNo,
  orderNo,
  generation,
  state: 'NEW',
  bill: null,
  visit: null,
  registrations: 0,
  quotes: 0,
  feeTotals: null,
  split: null,
  fingerprint: null,
  settled: null,
  settles: 0,
  messageNos: [],
  reversals: 0,
  reverseAsked: false,
  reversal: null,
  refusal: null,
});

/** What the patient agrees to: every figure of the quote and his own choice about the account. */
export const fingerprintOf = (generation: number, quotes: number, split: Split, useAccount: boolean): string =>
  [
    generation,
    quotes,
    split.totalFen,
    split.fundFen,
    split.accountFen,
    split.mutualAidFen,
    split.cashFen,
    split.hospitalFen,
    useAccount ? 'account' : 'no-account',
  ].join('.');

/** `chrg_bchno`: never 0000, which would delete the window's rows of the visit as well. */
export const batchNoOf = (settlement: Settlement): string => `${settlement.settlementNo}${settlement.quotes}`;
