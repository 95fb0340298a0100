import { randomBytes } from 'node:crypto';
import { HisSystems } from '@meridian/his-kit/registry';
import { hisRest } from '@meridian/his-rest/plugin';
import type { Clock } from '@meridian/kernel/clock';
import { HttpWire } from '@meridian/plugin-kit/http-wire';
import type { Observe } from '@meridian/plugin-kit/wrapper';
import type { OrderConfig } from '../config';

/** The only place that names a concrete HIS; one hospital has one. */
export const HIS = 'rest';

export function hisOf(config: OrderConfig, clock: Clock, observe: Observe): HisSystems {
  const hospital = hisRest({
    his: HIS,
    baseUrl: config.MERIDIAN_HIS_BASE_URL.replace(/\/$/, ''),
    keyId: config.MERIDIAN_HIS_KEY_ID,
    secret: config.MERIDIAN_HIS_SECRET,
  });
  return new HisSystems([hospital], { http: new HttpWire(clock), clock, nonce: () => randomBytes(16).toString('hex'), observe });
}
