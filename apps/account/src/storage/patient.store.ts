import { randomUUID } from 'node:crypto';
import { Clock } from '@meridian/kernel/clock';
import { Database, statement } from '@meridian/platform/storage/database';
import { Vault } from '@meridian/platform/vault';
import { Inject, Injectable } from '@nestjs/common';

// Two sessions of one new patient at the same moment meet in the unique mark; both get the row that won.
const BIND = statement(
  'patient-bind',
  `INSERT INTO patient (patient_id, hospital_id, patient_no, name_sealed, id_no_sealed, id_no_mark, created_at, updated_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $7)
   ON CONFLICT (hospital_id, id_no_mark) DO UPDATE
     SET patient_no = EXCLUDED.patient_no, name_sealed = EXCLUDED.name_sealed, updated_at = EXCLUDED.updated_at
   RETURNING patient_id`,
);

/** The hospital whose patients are kept here; an injection token. */
export const HOSPITAL_ID = Symbol('HOSPITAL_ID');

@Injectable()
export class PatientStore {
  constructor(
    private readonly database: Database,
    private readonly vault: Vault,
    private readonly clock: Clock,
    @Inject(HOSPITAL_ID) private readonly hospitalId: string,
  ) {}

  /**
   * Finds the patient of an ID number or takes them in; the HIS's number and name of today replace those of yesterday.
   * @param patient idNo in its normal form. @returns patientId
   */
  async bind({ patientNo, name, idNo }: { patientNo: string; name: string; idNo: string }): Promise<string> {
    const [row] = await this.database.rows<{ patient_id: string }>(BIND, [
      randomUUID(),
      this.hospitalId,
      patientNo,
      this.vault.seal(name, 'patient-name'),
      this.vault.seal(idNo, 'patient-id-no'),
      this.vault.mark(idNo, 'patient-id-no'),
      new Date(this.clock.now()),
    ]);
    if (!row) throw new Error('an upsert that returns no row');
    return row.patient_id;
  }
}
