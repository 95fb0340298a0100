import { proves } from '../testing/proves';
import { envInConfig } from './env-in-config.rule';

const at = 'apps/order/src/main.ts';

proves(envInConfig, {
  caught: {
    'a member': { files: { [at]: 'const a = process.env.A;' }, at: [`${at}:1`] },
    'a computed member': { files: { [at]: "const a = process['env'];" }, at: [`${at}:1`] },
    destructuring: { files: { [at]: 'const { env } = process;' }, at: [`${at}:1`] },
    'destructuring under another name': { files: { [at]: 'const { env: e } = process;' }, at: [`${at}:1`] },
    'an import': { files: { [at]: "import { env } from 'node:process';" }, at: [`${at}:1`] },
    'a unit test': { files: { 'apps/order/src/a.spec.ts': "process.env.A = 'b';" }, at: ['apps/order/src/a.spec.ts:1'] },
  },
  allowed: {
    'config.ts, tools and tests of the whole': {
      'apps/order/src/config.ts': 'export const a = process.env.A;',
      'tools/dev/start.mjs': 'export const a = process.env.A;',
      'libs/platform/src/a.itest.ts': 'process.env.A;',
      'apps/journeys/src/a.journey.ts': 'process.env.A;',
    },
    'another process, another env': { [at]: 'process.exit(0); run.env; const { pid } = process;' },
  },
});
