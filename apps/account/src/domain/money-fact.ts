import type { Instant } from '@meridian/kernel/clock';
import type { Fen } from '@meridian/kernel/fen';
import type { Split } from '@meridian/kernel/split';

interface OfOrder {
  readonly orderNo: string;
  readonly hospitalId: string;
}

interface AtChannel {
  readonly channel: string;
  readonly merchantId: string;
  readonly amountFen: Fen;
  /** Late or second money, which no order may use. */
  readonly surplus: boolean;
}

export interface Insured extends OfOrder {
  readonly kind: 'settlement-insured';
  readonly insurer: string;
  readonly settlementId: string;
  readonly split: Split;
  readonly settledAt: Instant;
}

export interface Reversed extends OfOrder {
  readonly kind: 'settlement-reversed';
  readonly insurer: string;
  /** Absent, like the split, when no settlement had stood: then no money moved. */
  readonly settlementId?: string;
  readonly split?: Split;
  readonly reversedAt: Instant;
}

export interface Captured extends OfOrder, AtChannel {
  readonly kind: 'payment-captured';
  readonly outTradeNo: string;
  readonly paidAt: Instant;
}

export interface Confirmed extends OfOrder {
  readonly kind: 'order-confirmed';
  readonly generation: number;
  readonly split: Split;
  readonly confirmedAt: Instant;
}

export interface Booked extends OfOrder {
  readonly kind: 'refund-booked';
  readonly refundNo: string;
  readonly split: Split;
  readonly bookedAt: Instant;
}

export interface Committed extends OfOrder, AtChannel {
  readonly kind: 'refund-committed';
  readonly refundNo: string;
  readonly committedAt: Instant;
}

export interface Succeeded extends OfOrder, AtChannel {
  readonly kind: 'refund-succeeded';
  readonly refundNo: string;
  readonly outRefundNo: string;
  readonly succeededAt: Instant;
}

/** A fact that moves money, with what the ledger needs of it. */
export type MoneyFact = Insured | Reversed | Captured | Confirmed | Booked | Committed | Succeeded;
