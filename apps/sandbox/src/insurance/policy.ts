import type { Fen } from '../money';

/** Hospital level 一级, 二级, 三级. */
export type HospitalLevel = 1 | 2 | 3;

/** A fund beside the pool that takes a share of what remains above the cap, or of what the patient still bears in scope. */
export interface Supplement {
  /** Where setlinfo reports it. */
  readonly field: 'hifob_pay' | 'hifmi_pay' | 'cvlserv_pay' | 'maf_pay';
  readonly fundType: string;
  readonly name: string;
  /** Ten-thousandths. */
  readonly share: number;
  /** above-cap: of the in-scope amount that the cap cut off; in-scope: of whatever in-scope amount is still the patient's. */
  readonly of: 'above-cap' | 'in-scope';
}

/** The parameters of one insurance for one kind of person at one level of hospital. */
export interface Policy {
  readonly poolFundType: string;
  readonly poolFundName: string;
  /** Yearly 起付线. */
  readonly deductibleFen: Fen;
  /** The fund's share in ten-thousandths. */
  readonly fundShare: number;
  /** What the pool pays at most in a year. */
  readonly capFen: Fen;
  /** Applied in this order. */
  readonly supplements: readonly Supplement[];
  /** Which part of the patient's burden the personal account may pay. */
  readonly accountPays: 'everything' | 'in-scope';
}

interface PolicySet {
  readonly poolFundType: string;
  readonly poolFundName: string;
  readonly deductibleFen: Readonly<Record<HospitalLevel, Fen>>;
  readonly fundShare: Readonly<Record<'working' | 'retired', Readonly<Record<HospitalLevel, number>>>>;
  readonly capFen: Readonly<Record<'working' | 'retired', Fen>>;
}

/** Liuzhou employees, ordinary outpatient visits (柳政规〔2022〕19号 as quoted in facts/insurance.md G.2; demonstration figures). */
const LIUZHOU_EMPLOYEES: PolicySet = {
  poolFundType: '310100',
  poolFundName: '城镇职工基本医疗保险统筹基金',
  deductibleFen: { 1: 10_000, 2: 20_000, 3: 30_000 },
  fundShare: { working: { 1: 6_000, 2: 5_500, 3: 5_000 }, retired: { 1: 6_500, 2: 6_000, 3: 5_500 } },
  capFen: { working: 180_000, retired: 240_000 },
};

/** Residents: invented figures, because the fact sheet has none for them. */
const RESIDENTS: PolicySet = {
  poolFundType: '390100',
  poolFundName: '城乡居民基本医疗保险统筹基金',
  deductibleFen: { 1: 5_000, 2: 10_000, 3: 15_000 },
  fundShare: { working: { 1: 5_500, 2: 5_000, 3: 4_500 }, retired: { 1: 5_500, 2: 5_000, 3: 4_500 } },
  capFen: { working: 40_000, retired: 40_000 },
};

/** The policy for one settlement. No hospital-borne share and no supplements: neither set has any. */
export function policyFor(insuranceType: '310' | '390', retired: boolean, level: HospitalLevel): Policy {
  const set = insuranceType === '310' ? LIUZHOU_EMPLOYEES : RESIDENTS;
  const group = retired ? 'retired' : 'working';
  return {
    poolFundType: set.poolFundType,
    poolFundName: set.poolFundName,
    deductibleFen: set.deductibleFen[level],
    fundShare: set.fundShare[group][level],
    capFen: set.capFen[group],
    supplements: [],
    accountPays: 'everything',
  };
}
