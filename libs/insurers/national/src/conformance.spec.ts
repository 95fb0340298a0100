import { join } from 'node:path';
import { runInsurerConformance } from '@meridian/insurer-kit/conformance';
import { national } from './plugin';
import { centre } from './testing/centre';
import { CANARIES, configAt, NOW } from './testing/setting';

runInsurerConformance({
  plugin: (origin) => national(configAt(origin)),
  fixtures: join(__dirname, '../fixtures'),
  vendor: centre,
  now: NOW,
  canaries: CANARIES,
});
