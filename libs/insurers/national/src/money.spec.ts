import { AnswerNode, Unreadable } from './answer-node';
import { DEFAULT_PROFILE, type ProvinceProfile } from './config';
import { readMoney } from './money';

/** G.3 E1 of the fact sheet: 446.20 = 20.60 fund + 300.00 account + 125.60 cash. */
const E1 = {
  medfee_sumamt: '446.20',
  fulamt_ownpay_amt: '55.00',
  overlmt_selfpay: '20.00',
  preselfpay_amt: '30.00',
  inscp_scp_amt: '341.20',
  act_pay_dedc: '300.00',
  fund_pay_sumamt: '20.60',
  psn_part_amt: '425.60',
  acct_pay: '300.00',
  psn_cash_pay: '125.60',
  hosp_part_amt: '0.00',
  acct_mulaid_pay: '0.00',
};

const read = (changes: Record<string, string | null>, profile: Partial<ProvinceProfile> = {}) =>
  readMoney(AnswerNode.of({ ...E1, ...changes }, 'setlinfo'), [], { ...DEFAULT_PROFILE, ...profile });

describe('money of a settlement', () => {
  it('reads E1', () => {
    expect(read({})).toEqual({
      split: { totalFen: 44_620, fundFen: 2_060, accountFen: 30_000, mutualAidFen: 0, cashFen: 12_560, hospitalFen: 0, adjustFen: 0 },
      feeTotals: { fullySelfPaidFen: 5_500, overLimitFen: 2_000, firstSelfPaidFen: 3_000, inScopeFen: 34_120 },
      deductibleFen: 30_000,
      mirrored: false,
    });
  });

  it.each(['425.60', '125.60'])('takes the account out of a fund that includes it, the patient part being %s', (psn_part_amt) => {
    const { split } = read({ fund_pay_sumamt: '320.60', psn_part_amt }, { fundIncludesAccount: true });
    expect(split).toMatchObject({ fundFen: 2_060, accountFen: 30_000, cashFen: 12_560 });
  });

  it('refuses the figures of the one kind of province in the other', () => {
    expect(() => read({ fund_pay_sumamt: '320.60' })).toThrow('I2');
    expect(() => read({}, { fundIncludesAccount: true })).toThrow(Unreadable);
  });

  it('takes mutual aid out of an account that includes it', () => {
    const inside = { acct_mulaid_pay: '100.00' };
    expect(read(inside, { mutualAidInsideAccount: true }).split).toMatchObject({
      accountFen: 20_000,
      mutualAidFen: 10_000,
      cashFen: 12_560,
    });
    expect(() => read(inside)).toThrow('I2');
    const outside = { acct_mulaid_pay: '100.00', acct_pay: '200.00' };
    expect(read(outside).split).toMatchObject({ accountFen: 20_000, mutualAidFen: 10_000 });
    expect(() => read(outside, { mutualAidInsideAccount: true })).toThrow('I2');
  });

  it('takes null for zero, which the sums prove', () => {
    const changes = { psn_part_amt: null, hosp_part_amt: null, acct_mulaid_pay: null };
    expect(read(changes)).toEqual(read({}));
    expect(read({ act_pay_dedc: null }).deductibleFen).toBe(0);
    const allFund = { fund_pay_sumamt: '446.20', acct_pay: null, psn_cash_pay: null, psn_part_amt: null };
    expect(read(allFund).split).toMatchObject({ fundFen: 44_620, accountFen: 0, cashFen: 0 });
  });

  it.each(['medfee_sumamt', 'fund_pay_sumamt', 'acct_pay', 'psn_cash_pay', 'inscp_scp_amt'])(
    'refuses null for %s when it is not zero',
    (name) => {
      expect(() => read({ [name]: null })).toThrow(Unreadable);
    },
  );

  it('refuses amounts that add up but have the wrong sign', () => {
    expect(() => read({ psn_cash_pay: '-125.60', fund_pay_sumamt: '271.80', psn_part_amt: null })).toThrow('cashFen has the wrong sign');
  });

  it('refuses a patient part that is not account and cash', () => {
    expect(() => read({ psn_part_amt: '425.61' })).toThrow('I3');
  });
});
