import type { FeeLine, InsuredVisit, RegisterVisitRequest } from '@meridian/insurer-kit/port';
import type { Bill, CentreVisit, FeeTotals } from '../../domain/settlement';

/** What every insurer call carries (settlement.commands.ts). */
export interface CallBody {
  readonly bill: Bill;
  readonly visit: CentreVisit;
  readonly batchNo: string;
}
export type SettleBody = CallBody & {
  readonly messageNo: string;
  /** Every message of the generation, the last one being `messageNo`. */
  readonly messageNos: readonly string[];
  readonly feeTotals: FeeTotals;
};
export type ReverseBody = CallBody & { readonly settlementId: string; readonly signNo: string | null };
export type ReleaseBody = CallBody & { readonly messageNos: readonly string[]; readonly cancelVisit: boolean };

export const visitOf = ({ bill, visit }: CallBody, credentialNumber: string): InsuredVisit => ({
  visitId: visit.visitId,
  personNo: visit.personNo,
  insuredArea: visit.insuredArea,
  insuranceType: bill.insurance.insuranceType,
  medicalType: bill.insurance.medicalType,
  credential: { type: bill.insurance.credentialType, number: credentialNumber },
});

/** Our line numbers: unique in the visit over generations and quotes, so that a late upload of an old batch cannot clash. */
export const feeLinesOf = ({ bill, batchNo }: CallBody): FeeLine[] =>
  bill.lines.map((line, index) => ({
    lineNo: `${batchNo}${String(index).padStart(4, '0')}`,
    catalogueCode: line.catalogueCode,
    itemCode: line.itemCode,
    quantity: line.quantity,
    unitPrice: line.unitPrice,
    amountFen: line.amountFen,
    chargedAt: line.chargedAt,
    doctor: bill.doctor,
    department: bill.department,
    approval: line.approval,
  }));

export const registrationOf = (
  bill: Bill,
  person: { personNo: string; insuredArea: string; insuranceType: string },
  credentialNumber: string,
): Omit<RegisterVisitRequest, 'messageNo'> => ({
  personNo: person.personNo,
  insuredArea: person.insuredArea,
  insuranceType: person.insuranceType,
  credential: { type: bill.insurance.credentialType, number: credentialNumber },
  hospitalVisitNo: bill.visitNo,
  startedAt: bill.visitStartedAt,
  doctor: bill.doctor,
  department: bill.department,
});
