import { defineInsurer, type InsurerPlugin } from '@meridian/insurer-kit/port';
import { checkConfig, type NationalConfig, type ProvinceProfile } from './config';
import { messageNoOf } from './message-no';
import { fees } from './operations/fees';
import { persons } from './operations/persons';
import { settlements } from './operations/settlements';
import { visits } from './operations/visits';
import { SENSITIVE } from './personal-data';
import { Operator } from './sign-in';

export type { NationalConfig, ProvinceProfile };

/**
 * The national medical insurance platform (国家医疗保障信息平台), outpatient settlement over x-tif gateways. MAPPING.md holds every
 * field, its source and what is configuration.
 * @throws RangeError when the configuration is unsound
 */
export function national(config: NationalConfig): InsurerPlugin {
  const checked = checkConfig(config);
  const operator = new Operator(checked);
  const { centreMaxProcessingMs, dayCutOff } = checked.profile;
  return defineInsurer({
    insurer: checked.insurer,
    can: [
      'signIn',
      'identify',
      'checkEntitlement',
      'registerVisit',
      'cancelVisit',
      'describeVisit',
      'uploadFees',
      'removeFees',
      'quote',
      'settle',
      'reverse',
      'findSettlement',
      'revokeSettle',
    ],
    profile: { centreMaxProcessingMs, dayCutOff },
    sensitive: SENSITIVE,
    messageNo: (at, sequence) => messageNoOf(checked, at, sequence),
    operations: {
      ...persons(checked, operator),
      ...visits(checked, operator),
      ...fees(checked, operator),
      ...settlements(checked, operator),
    },
  });
}
