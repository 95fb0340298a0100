import { type Centre, type Insured } from './centre';
import type { Message } from './envelope';
import { type Row, textOf } from './field-check';
import { holds } from './people-enquiries';
import { Refusal, TEXT } from './refusal';

/** @throws Refusal unless the credential of the request is this person's */
export function demandCredential(insured: Insured, data: Row): void {
  if (!holds(insured, textOf(data, 'mdtrt_cert_type'), textOf(data, 'mdtrt_cert_no'))) throw new Refusal('就诊凭证与参保人员不符');
}

/** @throws Refusal unless the person is insured under this insutype, and not suspended */
export function demandCover(insured: Insured, insuranceType: string): void {
  if (insured.cover.insuranceType !== insuranceType || !insured.active) throw new Refusal(TEXT.suspended);
}

/** 2201 */
export function registerVisit(centre: Centre, { input, at }: Message): unknown {
  const data = input.data as Row;
  const insured = centre.person(textOf(data, 'psn_no'));
  const insuranceType = textOf(data, 'insutype');
  demandCover(insured, insuranceType);
  demandCredential(insured, data);
  const hospitalVisitNo = textOf(data, 'ipt_otp_no');
  const visit = centre.openVisit({ personNo: insured.cover.personNo, insuranceType, hospitalVisitNo }, at);
  return { data: { mdtrt_id: visit.id, psn_no: visit.personNo, ipt_otp_no: hospitalVisitNo } };
}

/** 2202 */
export function cancelVisit(centre: Centre, { input }: Message): unknown {
  const data = input.data as Row;
  const visit = centre.visit(textOf(data, 'mdtrt_id'), textOf(data, 'psn_no'));
  if (visit.hospitalVisitNo !== textOf(data, 'ipt_otp_no')) throw new Refusal(TEXT.visitUnknown);
  const fees = [...visit.fees.values()];
  if (fees.some((fee) => fee.settlementId !== null)) throw new Refusal('存在已结算费用不允许撤销挂号');
  if (fees.length > 0) throw new Refusal(TEXT.visitHasFees);
  visit.cancelled = true;
  return {};
}

/** 2203 and 2203A */
export function describeVisit(centre: Centre, { input }: Message): unknown {
  const info = input.mdtrtinfo as Row;
  const visit = centre.visit(textOf(info, 'mdtrt_id'), textOf(info, 'psn_no'));
  const diagnoses = input.diseinfo as readonly Row[];
  if (diagnoses.some((row) => textOf(row, 'psn_no') !== visit.personNo)) throw new Refusal(TEXT.personUnknown);
  if (diagnoses.filter((row) => textOf(row, 'maindiag_flag') === '1').length !== 1) throw new Refusal('主诊断应有且仅有一条');
  visit.medicalType = textOf(info, 'med_type');
  visit.described = true;
  return {};
}
