import { randomBytes } from 'node:crypto';
import { Insurers } from '@meridian/insurer-kit/registry';
import { national } from '@meridian/insurer-national/plugin';
import type { Clock } from '@meridian/kernel/clock';
import { HttpWire } from '@meridian/plugin-kit/http-wire';
import type { Observe } from '@meridian/plugin-kit/wrapper';
import type { InsuranceConfig } from '../config';

/** The only place that names concrete insurers. */
export function insurersOf(config: InsuranceConfig, clock: Clock, observe: Observe): Insurers {
  const centre = national({
    insurer: 'national',
    baseUrl: config.MERIDIAN_INSURER_BASE_URL.replace(/\/$/, ''),
    paasId: config.MERIDIAN_INSURER_PAAS_ID,
    secretToken: config.MERIDIAN_INSURER_SECRET_TOKEN,
    institution: { code: config.MERIDIAN_INSURER_INSTITUTION_CODE, name: config.MERIDIAN_INSURER_INSTITUTION_NAME },
    area: config.MERIDIAN_INSURER_AREA,
    receiver: config.MERIDIAN_INSURER_RECEIVER,
    operator: { code: config.MERIDIAN_INSURER_OPERATOR, name: config.MERIDIAN_INSURER_OPERATOR_NAME },
    profile: { centreMaxProcessingMs: config.MERIDIAN_INSURER_CENTRE_MAX_MS, dayCutOff: config.MERIDIAN_INSURER_DAY_CUT_OFF },
  });
  return new Insurers([centre], { http: new HttpWire(clock), clock, nonce: () => randomBytes(16).toString('hex'), observe });
}
