import { proves } from '../testing/proves';
import { noBarrels } from './no-barrels.rule';

proves(noBarrels, {
  caught: {
    'a barrel in a library': { files: { 'libs/kernel/src/index.ts': "export * from './fen';" }, at: ['libs/kernel/src/index.ts'] },
    'a barrel deep in an app': { files: { 'apps/order/src/domain/index.ts': '' }, at: ['apps/order/src/domain/index.ts'] },
  },
  allowed: { 'files that only end like one': { 'libs/kernel/src/price-index.ts': '', 'docs/index.ts': '' } },
});
