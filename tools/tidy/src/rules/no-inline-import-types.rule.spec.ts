import { proves } from '../testing/proves';
import { noInlineImportTypes } from './no-inline-import-types.rule';

proves(noInlineImportTypes, {
  caught: {
    'a type fetched inline': {
      files: { 'libs/kernel/src/a.ts': "\nexport type A = import('@meridian/contracts/codes').Code;" },
      at: ['libs/kernel/src/a.ts:2'],
    },
    'a module fetched inline': { files: { 'libs/kernel/src/a.ts': "let a: typeof import('pg');" }, at: ['libs/kernel/src/a.ts:1'] },
  },
  allowed: {
    'an import statement': { 'libs/kernel/src/a.ts': "import type { A } from './b';\nexport type C = A;" },
    'a module loaded later': { 'libs/kernel/src/a.ts': "export const a = () => import('./b');" },
    'JSDoc in plain JavaScript, which has no other way': { 'tools/dev/a.mjs': "/** @type {import('pg').Client} */\nexport const a = b;" },
  },
});
