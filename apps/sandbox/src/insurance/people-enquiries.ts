import type { Instant } from '../frame/clock';
import { shanghaiDay, shanghaiDigits } from '../frame/time';
import { yuan } from '../money';
import type { Person } from '../people';
import { type Centre, type Insured, yearOf } from './centre';
import type { Message } from './envelope';
import { type Row, textOf } from './field-check';
import { policyFor } from './policy';
import { Refusal, TEXT } from './refusal';

/** psn_type: 11 employed, 12 retired, 15 resident. */
export const personTypeOf = ({ cover }: Insured): string => (cover.insuranceType === '390' ? '15' : cover.retired ? '12' : '11');

export const ageAt = ({ birthday }: Person, at: Instant): number => {
  const today = shanghaiDay(at);
  return Number(today.slice(0, 4)) - Number(birthday.slice(0, 4)) - (today.slice(5) < birthday.slice(5) ? 1 : 0);
};

/** The members that describe a person in baseinfo and in setlinfo. */
export const personFields = (insured: Insured, at: Instant): Row => ({
  psn_no: insured.cover.personNo,
  psn_cert_type: '01',
  certno: insured.person.idNo,
  psn_name: insured.person.name,
  gend: insured.person.gender,
  naty: '08',
  brdy: insured.person.birthday,
  age: ageAt(insured.person, at),
});

/** Whether the credential is this person's: 01 e-voucher token, 02 ID card, 03 card number. */
export function holds({ person, cover }: Insured, type: string, number: string): boolean {
  if (type === '01') return cover.eToken === number;
  return type === '02' ? person.idNo === number : cover.card.number === number;
}

/** 1101 */
export function identify(centre: Centre, { input, at }: Message): unknown {
  const data = input.data as Row;
  const type = textOf(data, 'mdtrt_cert_type');
  const insured = [...centre.insured.values()].find((one) => holds(one, type, textOf(data, 'mdtrt_cert_no')));
  if (insured === undefined) throw new Refusal(TEXT.personUnknown);
  if (type === '03' && textOf(data, 'card_sn') !== insured.cover.card.serial) throw new Refusal('card_sn(卡识别码) 与就诊凭证不符');
  return {
    baseinfo: personFields(insured, at),
    insuinfo: [
      {
        balc: yuan(insured.balanceFen),
        insutype: insured.cover.insuranceType,
        psn_type: personTypeOf(insured),
        psn_insu_stas: insured.active ? '1' : '2',
        psn_insu_date: '2015-01-01',
        paus_insu_date: insured.active ? null : shanghaiDay(at),
        cvlserv_flag: '0',
        insuplc_admdvs: insured.cover.insuredArea,
        emp_name: insured.cover.employer,
      },
    ],
    idetinfo: [],
  };
}

/** 2001: infcode is 0 also for somebody who may not draw; trt_enjymnt_flag decides. */
export function checkEntitlement(centre: Centre, { input, at }: Message): unknown {
  const insured = centre.person(textOf(input.data as Row, 'psn_no'));
  const { cover, active, entitled } = insured;
  const reason = !active ? TEXT.suspended : entitled ? '' : `${TEXT.blocked}：单位欠费`;
  return {
    trtinfo: [
      {
        psn_no: cover.personNo,
        trt_chk_type: '01',
        fund_pay_type: policyFor(cover.insuranceType, cover.retired, centre.switches.hospitalLevel).poolFundType,
        trt_enjymnt_flag: reason === '' ? '1' : '0',
        begndate: `${yearOf(at)}-01-01`,
        enddate: `${yearOf(at)}-12-31`,
        trt_chk_rslt: reason === '' ? null : reason,
      },
    ],
  };
}

/** cum_type_code of 5206; the dictionary was not found, these two are this centre's own. */
const CUMULATIVE = { deductible: 'DEDC', pool: 'POOL' } as const;

/** 5206 */
export function accumulations(centre: Centre, { input, at }: Message): unknown {
  const data = input.data as Row;
  const insured = centre.person(textOf(data, 'psn_no'));
  const month = textOf(data, 'cum_ym') || shanghaiDigits(at).slice(0, 6);
  const year = month.slice(0, 4);
  const use = insured.years.get(year);
  const row = (code: string, amount: number): Row => ({
    insutype: insured.cover.insuranceType,
    year,
    cum_ym: month,
    cum_type_code: code,
    cum: yuan(amount),
  });
  return { cuminfo: [row(CUMULATIVE.deductible, use?.deductibleFen ?? 0), row(CUMULATIVE.pool, use?.poolFen ?? 0)] };
}
