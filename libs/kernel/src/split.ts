import { add, type Fen, ZERO } from './fen';

/** Who pays a bill. Money law 2: `total = fund + account + mutualAid + cash + hospital + adjust`. */
export interface Split {
  readonly totalFen: Fen;
  /** 统筹基金 and the other insurance funds together, personal account excluded. */
  readonly fundFen: Fen;
  /** 个人账户: the patient's own insurance account. */
  readonly accountFen: Fen;
  /** 共济账户: a relative's insurance account. */
  readonly mutualAidFen: Fen;
  /** What the patient still pays through a channel. */
  readonly cashFen: Fen;
  /** 医院负担: borne by the hospital. */
  readonly hospitalFen: Fen;
  /** Discounts, rounding at the window, deposit deduction. */
  readonly adjustFen: Fen;
}

/** Fen by which the parts miss the total; 0 for a sound split. */
export const splitError = (split: Split): number =>
  split.fundFen + split.accountFen + split.mutualAidFen + split.cashFen + split.hospitalFen + split.adjustFen - split.totalFen;

/** @throws RangeError when the parts do not add up to the total. */
export function assertSplit(split: Split): Split {
  const error = splitError(split);
  if (error !== 0) throw new RangeError(`the parts of the split miss its total by ${error} fen`);
  return split;
}

/** The split of a bill that no insurer shares. */
export const selfPaid = (totalFen: Fen): Split => ({
  totalFen,
  fundFen: ZERO,
  accountFen: ZERO,
  mutualAidFen: ZERO,
  cashFen: totalFen,
  hospitalFen: ZERO,
  adjustFen: ZERO,
});

/** What the insurer pays: fund, personal account and mutual aid. */
export const insurerShare = (split: Split): Fen => add(split.fundFen, split.accountFen, split.mutualAidFen);
