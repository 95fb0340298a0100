import type { HisBill } from '@meridian/his-kit/port';
import { add } from '@meridian/kernel/fen';
import { done, type Outcome, refused } from '@meridian/kernel/outcome';
import { Vault } from '@meridian/platform/vault';
import { Injectable } from '@nestjs/common';
import type { Bill } from '../domain/order';
import { Hospital } from './hospital';

/** Reads the patient's unpaid bills from the HIS: a read, so no intent. */
@Injectable()
export class ReadBills {
  constructor(
    private readonly hospital: Hospital,
    private readonly vault: Vault,
  ) {}

  async run(patientNo: string, timeoutMs: number): Promise<Outcome<readonly HisBill[], 'HIS_SILENT' | 'HIS_REFUSED'>> {
    const { answer } = await this.hospital.say('unpaidBills', { patientNo }, { requestNo: 'unpaid-bills', timeoutMs });
    if (answer.arm === 'silent') return refused('HIS_SILENT', answer.reason);
    if (answer.arm === 'rejected') return answer.code === 'PATIENT_UNKNOWN' ? done([]) : refused('HIS_REFUSED', answer.code);
    return done(answer.value.bills);
  }

  /** What an order keeps of a bill: the credential sealed, item names left out. */
  keep(bill: HisBill): Bill {
    const { insurance } = bill;
    return {
      visitNo: bill.visitNo,
      visitStartedAt: bill.visitStartedAt,
      doctor: bill.doctor,
      department: bill.department,
      diagnoses: bill.diagnoses,
      insurance: insurance
        ? {
            insurer: insurance.insurer,
            credentialType: insurance.credential.type,
            credentialSealed: this.vault.seal(insurance.credential.number, 'insurance-credential'),
            insuranceType: insurance.insuranceType,
            medicalType: insurance.medicalType,
            ...(insurance.personNo ? { personNo: insurance.personNo } : {}),
            ...(insurance.insuredArea ? { insuredArea: insurance.insuredArea } : {}),
            ...(insurance.centreVisitId ? { centreVisitId: insurance.centreVisitId } : {}),
          }
        : null,
      sheets: bill.sheets.map(({ sheetNo, hash, totalFen }) => ({ sheetNo, hash, totalFen })),
      lines: bill.sheets.flatMap((sheet) => sheet.lines.map(({ itemName: _itemName, ...line }) => line)),
      billHash: bill.billHash,
      totalFen: add(...bill.sheets.map((sheet) => sheet.totalFen)),
    };
  }
}
