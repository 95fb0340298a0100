import { proves } from '../testing/proves';
import { noAny } from './no-any.rule';

proves(noAny, {
  caught: {
    'a parameter in the domain': {
      files: { 'apps/order/src/domain/a.ts': 'export const a = (b: any) => b;' },
      at: ['apps/order/src/domain/a.ts:1'],
    },
    'a cast in a use case, hushed': {
      files: {
        'apps/order/src/usecases/pay/pay.usecase.ts': '// biome-ignore lint/suspicious/noExplicitAny: no\nexport const a = b as any;',
      },
      at: ['apps/order/src/usecases/pay/pay.usecase.ts:2'],
    },
    'a type argument in a contract': {
      files: { 'libs/contracts/src/order/a.contract.ts': 'export type A = Map<string, any>;' },
      at: ['libs/contracts/src/order/a.contract.ts:1'],
    },
  },
  allowed: {
    'the word': { 'apps/order/src/domain/a.ts': 'export const any = 1; // any' },
    'another folder, where Biome watches': { 'apps/order/src/storage/a.ts': 'export const a = (b: any) => b;' },
  },
});
