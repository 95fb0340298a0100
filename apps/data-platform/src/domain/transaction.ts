import { businessDay, type Instant } from '@meridian/kernel/clock';
import { type Fen, negate, ZERO } from '@meridian/kernel/fen';
import { assertSplit, insurerShare, type Split } from '@meridian/kernel/split';

/** capture and refund: cash at a channel. settlement and reversal: the insurer's share. confirmation: the bill, in the HIS's books. */
export type TransactionKind = 'capture' | 'refund' | 'settlement' | 'reversal' | 'confirmation';

/**
 * One movement of money in the standard form of the data platform. It holds no personal data. What goes back to the payer or the insurer
 * is negative, so sums are net.
 */
export interface Transaction {
  readonly kind: TransactionKind;
  readonly orderNo: string;
  readonly hospitalId: string;
  /** The payment channel; `insurance` for the insurer's share, `his` for confirmations. */
  readonly channel: string;
  /** The channel's product, the insurer, or the pay mode; absent where the fact does not say. */
  readonly product?: string;
  readonly at: Instant;
  /** The counterparty's day. */
  readonly day: string;
  /** What totals add up: the cash, the insurer's share, the bill. */
  readonly amountFen: Fen;
  readonly split: Split;
  /** From the patient's asking to the HIS's confirmation. */
  readonly settleMs?: number;
}

type Told = Omit<Transaction, 'kind' | 'channel' | 'day' | 'amountFen' | 'split'>;

const NOTHING: Split = {
  totalFen: ZERO,
  fundFen: ZERO,
  accountFen: ZERO,
  mutualAidFen: ZERO,
  cashFen: ZERO,
  hospitalFen: ZERO,
  adjustFen: ZERO,
};

const cashSplit = (cashFen: Fen): Split => ({ ...NOTHING, totalFen: cashFen, cashFen });

const negative = ({ totalFen, fundFen, accountFen, mutualAidFen, cashFen, hospitalFen, adjustFen }: Split): Split => ({
  totalFen: negate(totalFen),
  fundFen: negate(fundFen),
  accountFen: negate(accountFen),
  mutualAidFen: negate(mutualAidFen),
  cashFen: negate(cashFen),
  hospitalFen: negate(hospitalFen),
  adjustFen: negate(adjustFen),
});

/** The insurer's parts alone: the cash of a settlement is counted where it is collected. */
const insurerSplit = (split: Split): Split => {
  const { fundFen, accountFen, mutualAidFen } = split;
  return { ...NOTHING, totalFen: insurerShare(split), fundFen, accountFen, mutualAidFen };
};

const transaction = (kind: TransactionKind, channel: string, split: Split, told: Told): Transaction => ({
  ...told,
  kind,
  channel,
  day: businessDay(told.at),
  amountFen: split.totalFen,
  split,
});

export const capture = (channel: string, amountFen: Fen, told: Told): Transaction =>
  transaction('capture', channel, cashSplit(amountFen), told);

export const refund = (channel: string, amountFen: Fen, told: Told): Transaction =>
  transaction('refund', channel, negative(cashSplit(amountFen)), told);

export const settlement = (split: Split, told: Told): Transaction => transaction('settlement', 'insurance', insurerSplit(split), told);

export const reversal = (split: Split, told: Told): Transaction =>
  transaction('reversal', 'insurance', negative(insurerSplit(split)), told);

/** @throws RangeError when the parts of the split miss its total. */
export const confirmation = (split: Split, told: Told): Transaction => transaction('confirmation', 'his', assertSplit(split), told);
