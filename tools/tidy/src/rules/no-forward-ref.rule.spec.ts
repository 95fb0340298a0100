import { proves } from '../testing/proves';
import { noForwardRef } from './no-forward-ref.rule';

proves(noForwardRef, {
  caught: {
    'an import and a use': {
      files: { 'apps/order/src/a.ts': "import { forwardRef } from '@nestjs/common';\n\nexport const a = forwardRef(() => B);" },
      at: ['apps/order/src/a.ts:1', 'apps/order/src/a.ts:3'],
    },
    'a member': { files: { 'apps/order/src/a.ts': 'export const a = nest.forwardRef(() => B);' }, at: ['apps/order/src/a.ts:1'] },
  },
  allowed: { 'the word in a text': { 'apps/order/src/a.ts': "export const a = 'forwardRef';" } },
});
