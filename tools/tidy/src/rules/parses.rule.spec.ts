import { proves } from '../testing/proves';
import { parses } from './parses.rule';

proves(parses, {
  caught: { 'half a file': { files: { 'apps/order/src/a.ts': 'export const a = {' }, at: ['apps/order/src/a.ts'] } },
  allowed: {
    'TypeScript with decorators': {
      'apps/order/src/a.ts': '@A()\nexport class B {\n  @C() d: string;\n  constructor(@E() private readonly f: G) {}\n}',
    },
    'a module with a first line for the shell': { 'tools/dev/a.mjs': '#!/usr/bin/env node\nawait start();' },
    'what is not code': { 'docs/a.md': '{' },
  },
});
