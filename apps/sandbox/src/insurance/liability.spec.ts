import fc from 'fast-check';
import { byItemCode } from '../catalogue';
import { extend, sum } from '../money';
import { type FeeParts, type Liability, type Standing, settle, splitRow, totalOf } from './liability';
import { type HospitalLevel, type Policy, policyFor, type Supplement } from './policy';

const row = (itemCode: string, quantity: string): FeeParts => {
  const item = byItemCode.get(itemCode);
  if (item === undefined) throw new Error(itemCode);
  return splitRow({ amountFen: extend(quantity, item.unitPrice) ?? 0, quantity, terms: item, approval: '0' });
};

const fresh: Standing = { deductibleUsedFen: 0, poolUsedFen: 0, balanceFen: 0 };

const after = (before: Standing, { deductibleFen, poolFen, balanceAfterFen }: Liability): Standing => ({
  deductibleUsedFen: before.deductibleUsedFen + deductibleFen,
  poolUsedFen: before.poolUsedFen + poolFen,
  balanceFen: balanceAfterFen,
});

describe('row split (G.1 steps 1 to 4)', () => {
  const parts = ({ totalFen, fullySelfPaidFen, overLimitFen, firstSelfPaidFen, inScopeFen }: FeeParts) => [
    totalFen,
    fullySelfPaidFen,
    overLimitFen,
    firstSelfPaidFen,
    inScopeFen,
  ];

  it('splits the rows of E1', () => {
    expect(parts(row('D0001', '2'))).toEqual([7_120, 0, 0, 0, 7_120]);
    expect(parts(row('D0002', '1'))).toEqual([12_000, 0, 0, 1_200, 10_800]);
    expect(parts(row('E0001', '1'))).toEqual([20_000, 0, 2_000, 1_800, 16_200]);
    expect(parts(row('D0003', '1'))).toEqual([5_500, 5_500, 0, 0, 0]);
  });

  it('makes an unmapped or disapproved item fully self-paid', () => {
    const terms = byItemCode.get('D0001');
    expect(parts(splitRow({ amountFen: 100, quantity: '1', terms: undefined, approval: '0' }))).toEqual([100, 100, 0, 0, 0]);
    expect(parts(splitRow({ amountFen: 100, quantity: '1', terms, approval: '2' }))).toEqual([100, 100, 0, 0, 0]);
    expect(parts(splitRow({ amountFen: 100, quantity: '1', terms, approval: '1' }))).toEqual([100, 0, 0, 0, 100]);
  });
});

describe('settlement, the worked examples of G.3', () => {
  const working = policyFor('310', false, 3);
  const e1 = settle(
    totalOf([row('D0001', '2'), row('D0002', '1'), row('E0001', '1'), row('D0003', '1')]),
    { ...fresh, balanceFen: 30_000 },
    working,
    true,
  );

  it('E1: 446.20 = fund 20.60 + account 300.00 + cash 125.60', () => {
    expect(e1.fees).toEqual({
      totalFen: 44_620,
      fullySelfPaidFen: 5_500,
      overLimitFen: 2_000,
      firstSelfPaidFen: 3_000,
      inScopeFen: 34_120,
    });
    expect(working.fundShare).toBe(5_000);
    expect(e1).toMatchObject({
      deductibleFen: 30_000,
      poolFen: 2_060,
      fundFen: 2_060,
      personFen: 42_560,
      accountFen: 30_000,
      cashFen: 12_560,
      balanceAfterFen: 0,
    });
  });

  const standing2 = after({ ...fresh, balanceFen: 30_000 }, e1);
  const e2 = settle(totalOf([row('S0001', '1')]), standing2, working, true);

  it('E2: the deductible is used up', () => {
    expect(e2).toMatchObject({ deductibleFen: 0, poolFen: 50_000, personFen: 50_000, cashFen: 50_000 });
  });

  it('E3: the cap ends the fund', () => {
    const e3 = settle(totalOf([row('S0001', '4')]), after(standing2, e2), working, true);
    expect(e3).toMatchObject({ poolLeftFen: 127_940, poolFen: 127_940, personFen: 272_060 });
  });

  it('E4: level 1, retired', () => {
    const e4 = settle(totalOf([row('D0004', '1'), row('E0002', '1')]), { ...fresh, balanceFen: 8_880 }, policyFor('310', true, 1), true);
    expect(e4.fees).toMatchObject({ totalFen: 26_452, firstSelfPaidFen: 23, inScopeFen: 26_429 });
    expect(e4).toMatchObject({ deductibleFen: 10_000, poolFen: 10_679, personFen: 15_773, accountFen: 8_880, cashFen: 6_893 });
  });

  it('leaves the account alone when the patient does not use it', () => {
    expect(settle(e1.fees, { ...fresh, balanceFen: 30_000 }, working, false)).toMatchObject({
      accountFen: 0,
      cashFen: 42_560,
      balanceAfterFen: 30_000,
    });
  });

  it('tops up the yearly deductible at a higher level', () => {
    const usedAtLevel1 = { ...fresh, deductibleUsedFen: 10_000 };
    expect(settle(e1.fees, usedAtLevel1, working, false)).toMatchObject({ deductibleFen: 20_000, poolFen: 7_060 });
  });
});

describe('supplements and the narrow account', () => {
  const base = policyFor('310', false, 3);
  const large: Supplement = { field: 'hifob_pay', fundType: '330100', name: '职工大额', share: 8_000, of: 'above-cap' };
  const civil: Supplement = { field: 'cvlserv_pay', fundType: '320100', name: '公务员', share: 5_000, of: 'in-scope' };
  const fees: FeeParts = { totalFen: 520_000, fullySelfPaidFen: 20_000, overLimitFen: 0, firstSelfPaidFen: 0, inScopeFen: 500_000 };

  it('takes the share of what the cap cut off, then of what is left in scope', () => {
    const result = settle(fees, { ...fresh, deductibleUsedFen: 30_000 }, { ...base, supplements: [large, civil] }, false);
    // The pool wants 2500.00 and may pay 1800.00: 1400.00 of expense lies above the cap.
    expect(result.supplements.map(({ paidFen }) => paidFen)).toEqual([112_000, 104_000]);
    expect(result.fundFen).toBe(180_000 + 112_000 + 104_000);
  });

  it('lets the account pay in-scope parts only where the region says so', () => {
    const narrow: Policy = { ...base, accountPays: 'in-scope' };
    expect(settle(fees, { ...fresh, deductibleUsedFen: 30_000, balanceFen: 900_000 }, narrow, true)).toMatchObject({
      accountFen: 320_000,
      cashFen: 20_000,
    });
  });
});

describe('identities', () => {
  const amount = fc.integer({ min: 1, max: 5_000_000 });
  const terms = fc.record({
    level: fc.constantFrom('01', '02', '03' as const),
    selfPayShare: fc.integer({ min: 0, max: 10_000 }),
    ceiling: fc.oneof(
      fc.constant('999999'),
      fc.integer({ min: 0, max: 4_000_000 }).map((fen) => (fen / 100).toFixed(2)),
    ),
  });
  const feeRow = fc.record({
    amountFen: amount,
    quantity: fc.integer({ min: 1, max: 99_999 }).map((units) => (units / 10_000).toFixed(4)),
    terms: fc.option(terms, { nil: undefined }),
    approval: fc.constantFrom('0', '1', '2'),
  });
  const share = fc.integer({ min: 0, max: 10_000 });
  const supplements = fc.array(
    fc.record({
      field: fc.constantFrom('hifob_pay', 'hifmi_pay', 'cvlserv_pay', 'maf_pay' as const),
      fundType: fc.constant('330100'),
      name: fc.constant(''),
      share,
      of: fc.constantFrom('above-cap', 'in-scope' as const),
    }),
    { maxLength: 3 },
  );
  const policy = fc
    .tuple(
      fc.constantFrom('310', '390' as const),
      fc.boolean(),
      fc.constantFrom(1, 2, 3 as HospitalLevel),
      supplements,
      fc.constantFrom('everything', 'in-scope' as const),
    )
    .map(([type, retired, level, more, accountPays]): Policy => ({ ...policyFor(type, retired, level), supplements: more, accountPays }));
  const standing = fc.record({ deductibleUsedFen: amount, poolUsedFen: amount, balanceFen: fc.integer({ min: 0, max: 500_000 }) });

  it('I1 to I5, I7 and I9 hold for every bill, standing and policy', () => {
    fc.assert(
      fc.property(fc.array(feeRow, { minLength: 1, maxLength: 12 }), standing, policy, fc.boolean(), (rows, person, rules, useAccount) => {
        const split = rows.map(splitRow);
        for (const one of split) {
          expect(one.fullySelfPaidFen + one.overLimitFen + one.firstSelfPaidFen + one.inScopeFen).toBe(one.totalFen);
          expect(Math.min(one.fullySelfPaidFen, one.overLimitFen, one.firstSelfPaidFen, one.inScopeFen)).toBeGreaterThanOrEqual(0);
        }
        const fees = totalOf(split);
        expect(fees.fullySelfPaidFen + fees.overLimitFen + fees.firstSelfPaidFen + fees.inScopeFen).toBe(fees.totalFen);
        const result = settle(fees, person, rules, useAccount);
        expect(result.fundFen + result.personFen + result.hospitalFen).toBe(fees.totalFen);
        expect(result.accountFen + result.cashFen).toBe(result.personFen);
        expect(result.poolFen + sum(result.supplements.map(({ paidFen }) => paidFen))).toBe(result.fundFen);
        expect(result.deductibleFen).toBeLessThanOrEqual(fees.inScopeFen);
        expect(result.fundFen).toBeLessThanOrEqual(fees.inScopeFen);
        expect(result.poolFen).toBeLessThanOrEqual(result.poolLeftFen);
        expect(result.balanceAfterFen).toBe(person.balanceFen - result.accountFen);
        expect(Math.min(result.fundFen, result.accountFen, result.cashFen, result.balanceAfterFen)).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
