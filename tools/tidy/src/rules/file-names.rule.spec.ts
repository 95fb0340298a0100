import { proves } from '../testing/proves';
import { fileNames } from './file-names.rule';

const planted = (file: string) => ({ files: { [file]: '' }, at: [file] as const });

proves(fileNames, {
  caught: {
    'camel case': planted('apps/order/src/openOrder.ts'),
    'snake case': planted('apps/order/src/open_order.ts'),
    'an unknown role': planted('apps/order/src/order.service.ts'),
    'a folder in camel case': planted('apps/order/src/useCases/pay.usecase.ts'),
  },
  allowed: {
    'stems, roles and test kinds': {
      'apps/order/src/usecases/settle-order/settle-order.usecase.spec.ts': '',
      'libs/contracts/src/order/order.message.ts': '',
      'apps/order/src/storage/0001-orders.migration.ts': '',
      '.dependency-cruiser.cjs': '',
    },
    'what is not code': { 'docs/ARCHITECTURE.md': '' },
  },
});
