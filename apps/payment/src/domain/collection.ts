import type { Instant } from '@meridian/kernel/clock';
import type { Fen } from '@meridian/kernel/fen';
import type { Fact } from '@meridian/kernel/machine';
import type { CollectionState } from './collection.states';

/** One try to be paid for a leg under its own number at the channel. */
export interface Attempt {
  readonly outTradeNo: string;
  readonly attemptNo: number;
  /** `opening`: the channel has not answered the order call; it may exist there or not. */
  readonly state: 'opening' | 'open' | 'rejected' | 'dead' | 'captured';
  readonly opened: {
    readonly prepayId: string;
    readonly clientParameters: Readonly<Record<string, string>>;
    readonly validUntil: Instant;
  } | null;
  readonly refusal: { readonly code: string; readonly reason: string } | null;
}

/** A part of the cash that goes through one channel. The first capture of a leg wins; any other is given back. */
export interface Leg {
  readonly legNo: number;
  readonly amountFen: Fen;
  readonly channel: string;
  readonly product: string;
  readonly payerId: string | null;
  readonly expiresAt: Instant;
  readonly attempts: readonly Attempt[];
  readonly winner: string | null;
}

export interface Capture {
  readonly channel: string;
  readonly outTradeNo: string;
  readonly transactionId: string;
  readonly amountFen: Fen;
  readonly paidAt: Instant;
  /** Late or second money: no order may use it. */
  readonly surplus: boolean;
}

export interface Refund {
  readonly refundNo: string;
  readonly outRefundNo: string;
  /** Counts the refunds of the collection; part of outRefundNo. */
  readonly sequence: number;
  readonly tryNo: number;
  readonly outTradeNo: string;
  readonly amountFen: Fen;
  readonly reason: string;
  readonly surplus: boolean;
  readonly state: 'REQUESTED' | 'PROCESSING' | 'SUCCEEDED' | 'FAILED';
  readonly succeededAt: Instant | null;
  readonly refusal: string | null;
}

/** The cash part of one order generation. */
export interface Collection {
  readonly collectionNo: string;
  readonly orderNo: string;
  readonly generation: number;
  readonly hospitalId: string;
  readonly applicationId: string;
  readonly merchantId: string;
  readonly description: string;
  readonly amountFen: Fen;
  readonly state: CollectionState;
  readonly legs: readonly Leg[];
  readonly captures: readonly Capture[];
  readonly refunds: readonly Refund[];
}

export interface OpenAsked extends Fact<'openAsked'> {
  readonly hospitalId: string;
  readonly applicationId: string;
  readonly merchantId: string;
  readonly amountFen: Fen;
  readonly description: string;
  readonly channel: string;
  readonly product: string;
  readonly payerId: string | null;
  readonly expiresAt: Instant;
}
export interface Opened extends Fact<'opened'> {
  readonly outTradeNo: string;
  readonly prepayId: string;
  readonly clientParameters: Readonly<Record<string, string>>;
  readonly validUntil: Instant;
}
export interface OpenRejected extends Fact<'openRejected'> {
  readonly outTradeNo: string;
  readonly code: string;
  readonly reason: string;
}
export interface Paid extends Fact<'paid'> {
  readonly outTradeNo: string;
  readonly transactionId: string;
  readonly amountFen: Fen;
  readonly paidAt: Instant;
}
/** The channel says: this number can never be paid. */
export interface Dead extends Fact<'dead'> {
  readonly outTradeNo: string;
}
/** The last moment to pay has passed by a minute and the channel still says unpaid. */
export interface WindowEnded extends Fact<'windowEnded'> {
  readonly outTradeNo: string;
}
export type CloseAsked = Fact<'closeAsked'>;
export interface RefundAsked extends Fact<'refundAsked'> {
  readonly refundNo: string;
  readonly amountFen: Fen;
  readonly reason: string;
}
export interface RefundHeard extends Fact<'refundProcessing' | 'refundSucceeded' | 'refundClosed' | 'refundFailed'> {
  readonly outRefundNo: string;
  readonly succeededAt: Instant | null;
  readonly code: string | null;
}

export type CollectionFact = OpenAsked | Opened | OpenRejected | Paid | Dead | WindowEnded | CloseAsked | RefundAsked | RefundHeard;

export const newCollection = (collectionNo: string, orderNo: string, generation: number): Collection => ({
  collectionNo,
  orderNo,
  generation,
  hospitalId: '',
  applicationId: '',
  merchantId: '',
  description: '',
  amountFen: 0 as Fen,
  state: 'NEW',
  legs: [],
  captures: [],
  refunds: [],
});

export const attemptOf = (collection: Collection, outTradeNo: string): { leg: Leg; attempt: Attempt } | undefined => {
  for (const leg of collection.legs) {
    const attempt = leg.attempts.find((one) => one.outTradeNo === outTradeNo);
    if (attempt) return { leg, attempt };
  }
  return undefined;
};

export const withAttempt = (collection: Collection, outTradeNo: string, change: Partial<Attempt>, winner?: string): Collection => ({
  ...collection,
  legs: collection.legs.map((leg) => {
    if (!leg.attempts.some((one) => one.outTradeNo === outTradeNo)) return leg;
    const attempts = leg.attempts.map((one) => (one.outTradeNo === outTradeNo ? { ...one, ...change } : one));
    return { ...leg, attempts, winner: winner ?? leg.winner };
  }),
});

export const withRefund = (collection: Collection, outRefundNo: string, change: Partial<Refund>): Collection => ({
  ...collection,
  refunds: collection.refunds.map((one) => (one.outRefundNo === outRefundNo ? { ...one, ...change } : one)),
});

/** What may still be given back of a capture: captured less refunded or in flight (money law 9). */
export function refundableFen(collection: Collection, outTradeNo: string): number {
  const capturedFen = collection.captures.filter((one) => one.outTradeNo === outTradeNo).reduce((sum, one) => sum + one.amountFen, 0);
  const refundedFen = collection.refunds
    .filter((one) => one.outTradeNo === outTradeNo && one.state !== 'FAILED')
    .reduce((sum, one) => sum + one.amountFen, 0);
  return capturedFen - refundedFen;
}
