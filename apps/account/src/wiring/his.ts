import { hisRest } from '@meridian/his-rest/plugin';
import type { Clock } from '@meridian/kernel/clock';
import type { Logger } from '@meridian/platform/logger';
import type { AccountConfig } from '../config';
import type { PatientDirectory } from '../usecases/ports';
import { HisPatients } from './his-patients';

/** The only place that names a concrete HIS. */
export function patientDirectoryOf(config: AccountConfig, clock: Clock, logger: Logger): PatientDirectory {
  const his = hisRest({
    baseUrl: config.MERIDIAN_HIS_BASE_URL.replace(/\/$/, ''),
    keyId: config.MERIDIAN_HIS_KEY_ID,
    secret: config.MERIDIAN_HIS_SECRET,
  });
  return new HisPatients(his, clock, logger);
}
