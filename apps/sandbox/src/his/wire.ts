import { shanghaiRfc3339 } from '../frame/time';
import { sum } from '../money';
import type { Person } from '../people';
import { billHash, type Line, MEDICAL_TYPE, type Sheet, sheetHash, totalOf, unpaidSheets, type Visit } from './hospital';

/** The bodies of docs/his-rest/openapi.yaml as this hospital writes them. */
export const patientBody = ({ patientNo, name, idNo }: Person) => ({ patientNo, name, idNo });

export const billBody = (visit: Visit) => ({
  visitNo: visit.visitNo,
  visitStartedAt: shanghaiRfc3339(visit.startedAt),
  doctor: { code: 'D450200000001', name: '陶静' },
  department: { code: 'MZNK', name: '门诊内科', category: 'A03' },
  diagnoses: [
    { code: 'J06.900', name: '急性上呼吸道感染', main: true },
    { code: 'I10.x00', name: '高血压病', main: false },
  ],
  ...insuranceBody(visit),
  sheets: unpaidSheets(visit).map(sheetBody),
  billHash: billHash(visit),
});

/** With a visit that the window has registered, what the window learnt from the centre; otherwise only what the card says. */
function insuranceBody({ person, centreVisitId }: Visit) {
  const { cover } = person;
  if (cover === undefined) return {};
  const number = person.credentialType === '01' ? cover.eToken : person.idNo;
  const learnt = centreVisitId === null ? {} : { personNo: cover.personNo, insuredArea: cover.insuredArea, centreVisitId };
  const credential = { type: person.credentialType, number };
  return { insurance: { insurer: 'national', credential, insuranceType: cover.insuranceType, medicalType: MEDICAL_TYPE, ...learnt } };
}

const sheetBody = (sheet: Sheet) => ({
  sheetNo: sheet.sheetNo,
  hash: sheetHash(sheet),
  totalFen: totalOf(sheet),
  lines: sheet.lines.map(lineBody),
});

const lineBody = ({ lineNo, item, quantity, unitPrice, amountFen, chargedAt, approval }: Line) => ({
  lineNo,
  itemCode: item.itemCode,
  itemName: item.name,
  catalogueCode: item.code,
  quantity,
  unitPrice,
  amountFen,
  chargedAt: shanghaiRfc3339(chargedAt),
  approval,
});

/** A visit with every sheet and its state, for the admin API. */
export const visitState = (visit: Visit) => ({
  visitNo: visit.visitNo,
  patientNo: visit.person.patientNo,
  centreVisitId: visit.centreVisitId,
  totalFen: sum(visit.sheets.map(totalOf)),
  sheets: visit.sheets.map((sheet) => ({
    sheetNo: sheet.sheetNo,
    state: sheet.state,
    totalFen: totalOf(sheet),
    payer: sheet.payer,
    delivered: sheet.delivered,
    refundNo: sheet.refundNo,
    lock: sheet.lock === null ? null : { orderNo: sheet.lock.orderNo, until: shanghaiRfc3339(sheet.lock.until) },
  })),
});
