import type { FeeTotals } from '@meridian/insurer-kit/port';
import { add, type Fen, negate, sub, ZERO } from '@meridian/kernel/fen';
import { type Split, splitError } from '@meridian/kernel/split';
import { type AnswerNode, Unreadable } from './answer-node';
import type { ProvinceProfile } from './config';

/** The figures of one `setlinfo`, as positive amounts, proven to add up. */
export interface Money {
  readonly split: Split;
  readonly feeTotals: FeeTotals;
  readonly deductibleFen: Fen;
  /** The centre wrote them negative: the row of a reversal. */
  readonly mirrored: boolean;
}

/** Fund types 9999xx of `setldetail` are what the hospital bears (facts/insurance.md I6). */
const HOSPITAL_BORNE = /^9999\d\d$/;

/**
 * Reads the money of a settlement, quote, reversal or queried row and believes it only when identities I1, I2 and I3 hold
 * (facts/insurance.md A.7): that is also why null may stand for 0 in every part, the total alone must be there. The names differ: 5203 says `psn_pay` and `cash_payamt`, 2208 `pdn_cash_pay`.
 * @param details rows of `setldetail`; they tell the hospital's part where `hosp_part_amt` is missing (5203 has none)
 * @throws Unreadable
 */
export function readMoney(info: AnswerNode, details: readonly AnswerNode[], profile: ProvinceProfile): Money {
  const total = info.amount('medfee_sumamt');
  const mirrored = total < 0;
  const upright = (amount: Fen): Fen => (mirrored ? negate(amount) : amount);
  const amount = (name: string): Fen => upright(info.amountOrZero(name));

  const feeTotals: FeeTotals = {
    fullySelfPaidFen: amount('fulamt_ownpay_amt'),
    overLimitFen: amount('overlmt_selfpay'),
    firstSelfPaidFen: amount('preselfpay_amt'),
    inScopeFen: amount('inscp_scp_amt'),
  };
  const account = amount('acct_pay');
  const mutualAidFen = amount('acct_mulaid_pay');
  const fund = amount('fund_pay_sumamt');
  const borne = info.has('hosp_part_amt') ? amount('hosp_part_amt') : upright(hospitalBorne(details));
  const split: Split = {
    totalFen: upright(total),
    fundFen: profile.fundIncludesAccount ? sub(fund, account) : fund,
    accountFen: profile.mutualAidInsideAccount ? sub(account, mutualAidFen) : account,
    mutualAidFen,
    cashFen: amount(info.firstOf('psn_cash_pay', 'pdn_cash_pay', 'cash_payamt')),
    hospitalFen: borne,
    adjustFen: ZERO,
  };
  const money = { split, feeTotals, deductibleFen: amount('act_pay_dedc'), mirrored };
  assertSound(money);
  const patientMember = info.firstOf('psn_part_amt', 'psn_pay');
  if (info.has(patientMember)) assertPatientPart(amount(patientMember), split, profile);
  return money;
}

const hospitalBorne = (details: readonly AnswerNode[]): Fen =>
  add(...details.filter((row) => HOSPITAL_BORNE.test(row.text('fund_pay_type'))).map((row) => row.amountOrZero('fund_payamt')));

/** The four totals added up. */
export const sumOfFees = (totals: FeeTotals): Fen =>
  add(totals.fullySelfPaidFen, totals.overLimitFen, totals.firstSelfPaidFen, totals.inScopeFen);

function assertSound({ split, feeTotals, deductibleFen }: Money): void {
  const parts = { ...split, ...feeTotals, deductibleFen };
  for (const [name, amount] of Object.entries(parts)) if (amount < 0) throw new Unreadable(`${name} has the wrong sign`);
  if (sumOfFees(feeTotals) !== split.totalFen) throw new Unreadable('the four fee totals miss the bill (I1)');
  if (splitError(split) !== 0) throw new Unreadable('fund, account, cash and hospital miss the bill (I2)');
}

/** I3. Where the fund figure holds the account, sources do not say whether the patient's part does too: either is believed. */
function assertPatientPart(patientFen: Fen, split: Split, { fundIncludesAccount }: ProvinceProfile): void {
  const whole = add(split.accountFen, split.mutualAidFen, split.cashFen);
  if (patientFen !== whole && !(fundIncludesAccount && patientFen === split.cashFen)) {
    throw new Unreadable("the patient's part is not account and cash (I3)");
  }
}
