import { join } from 'node:path';
import { runHisConformance } from '@meridian/his-kit/conformance';
import { hisRest } from './plugin';
import { hospital } from './testing/hospital';
import { CANARIES, configAt, NOW } from './testing/setting';

runHisConformance({
  plugin: (origin) => hisRest(configAt(origin)),
  fixtures: join(__dirname, '../fixtures'),
  vendor: hospital,
  now: NOW,
  canaries: CANARIES,
});
