import { NO_CEILING } from '../catalogue';
import { extend, type Fen, shareOf, sum, WHOLE } from '../money';
import type { Policy, Supplement } from './policy';

/** What the catalogue says about the item of a row; absent when the item is not mapped. */
export interface ItemTerms {
  readonly level: '01' | '02' | '03';
  /** Ten-thousandths. */
  readonly selfPayShare: number;
  /** Yuan per unit, 999999 for none. */
  readonly ceiling: string;
}

/** The four parts of an amount (identities I1 and I9). */
export interface FeeParts {
  readonly totalFen: Fen;
  /** fulamt_ownpay_amt */
  readonly fullySelfPaidFen: Fen;
  /** overlmt_amt, overlmt_selfpay */
  readonly overLimitFen: Fen;
  /** preselfpay_amt */
  readonly firstSelfPaidFen: Fen;
  /** inscp_scp_amt */
  readonly inScopeFen: Fen;
}

export interface FeeInput {
  readonly amountFen: Fen;
  /** Decimal text, up to 4 decimals. */
  readonly quantity: string;
  readonly terms: ItemTerms | undefined;
  /** hosp_appr_flag; 2 forces self-pay. */
  readonly approval: string;
}

/** G.1 steps 1 to 4. */
export function splitRow({ amountFen, quantity, terms, approval }: FeeInput): FeeParts {
  if (terms === undefined || terms.level === '03' || approval === '2') {
    return { totalFen: amountFen, fullySelfPaidFen: amountFen, overLimitFen: 0, firstSelfPaidFen: 0, inScopeFen: 0 };
  }
  const allowedFen = terms.ceiling === NO_CEILING ? amountFen : (extend(quantity, terms.ceiling) ?? amountFen);
  const overLimitFen = Math.max(0, amountFen - allowedFen);
  const firstSelfPaidFen = shareOf(amountFen - overLimitFen, terms.selfPayShare);
  return {
    totalFen: amountFen,
    fullySelfPaidFen: 0,
    overLimitFen,
    firstSelfPaidFen,
    inScopeFen: amountFen - overLimitFen - firstSelfPaidFen,
  };
}

/** G.1 step 5. */
export const totalOf = (rows: readonly FeeParts[]): FeeParts => ({
  totalFen: sum(rows.map((row) => row.totalFen)),
  fullySelfPaidFen: sum(rows.map((row) => row.fullySelfPaidFen)),
  overLimitFen: sum(rows.map((row) => row.overLimitFen)),
  firstSelfPaidFen: sum(rows.map((row) => row.firstSelfPaidFen)),
  inScopeFen: sum(rows.map((row) => row.inScopeFen)),
});

/** What the person has used this year, and what is on the personal account. */
export interface Standing {
  readonly deductibleUsedFen: Fen;
  readonly poolUsedFen: Fen;
  readonly balanceFen: Fen;
}

export interface Liability {
  readonly fees: FeeParts;
  /** act_pay_dedc */
  readonly deductibleFen: Fen;
  /** hifp_pay */
  readonly poolFen: Fen;
  /** crt_payb_lmt_amt of the pool: what was left of the cap before this payment. */
  readonly poolLeftFen: Fen;
  readonly supplements: readonly (Supplement & { readonly paidFen: Fen })[];
  /** fund_pay_sumamt, the personal account excluded */
  readonly fundFen: Fen;
  /** hosp_part_amt: 0, no policy here has one */
  readonly hospitalFen: Fen;
  /** psn_part_amt */
  readonly personFen: Fen;
  /** acct_pay */
  readonly accountFen: Fen;
  /** psn_cash_pay */
  readonly cashFen: Fen;
  /** balc, after this settlement */
  readonly balanceAfterFen: Fen;
}

/** G.1 steps 6 to 11. Every part but the cash is rounded by itself; the cash takes the rest, so I1 to I3 hold exactly. */
export function settle(fees: FeeParts, standing: Standing, policy: Policy, useAccount: boolean): Liability {
  const deductibleFen = Math.min(fees.inScopeFen, Math.max(0, policy.deductibleFen - standing.deductibleUsedFen));
  const baseFen = fees.inScopeFen - deductibleFen;
  const poolLeftFen = Math.max(0, policy.capFen - standing.poolUsedFen);
  const wantedFen = shareOf(baseFen, policy.fundShare);
  const poolFen = Math.min(wantedFen, poolLeftFen);
  const supplements = supplement(policy.supplements, cutOff(wantedFen, poolFen, policy), fees.inScopeFen - poolFen);
  const fundFen = poolFen + sum(supplements.map(({ paidFen }) => paidFen));
  const personFen = fees.totalFen - fundFen;
  const payableFen = policy.accountPays === 'everything' ? personFen : Math.max(0, fees.inScopeFen - fundFen);
  const accountFen = useAccount ? Math.min(standing.balanceFen, payableFen) : 0;
  return {
    fees,
    deductibleFen,
    poolFen,
    poolLeftFen,
    supplements,
    fundFen,
    hospitalFen: 0,
    personFen,
    accountFen,
    cashFen: personFen - accountFen,
    balanceAfterFen: standing.balanceFen - accountFen,
  };
}

/** The in-scope expense for which the pool could pay nothing any more: what it failed to pay, divided by its share. */
const cutOff = (wantedFen: Fen, poolFen: Fen, { fundShare }: Policy): Fen =>
  fundShare === 0 ? 0 : Math.floor(((wantedFen - poolFen) * WHOLE) / fundShare);

/** G.1 step 8: each in turn, never more than what is left in scope. */
function supplement(rules: readonly Supplement[], aboveCapFen: Fen, inScopeLeftFen: Fen): Liability['supplements'] {
  let leftFen = inScopeLeftFen;
  return rules.map((rule) => {
    const paidFen = Math.min(leftFen, shareOf(rule.of === 'above-cap' ? aboveCapFen : leftFen, rule.share));
    leftFen -= paidFen;
    return { ...rule, paidFen };
  });
}
