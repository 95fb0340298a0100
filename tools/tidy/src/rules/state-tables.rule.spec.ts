import { proves } from '../testing/proves';
import { stateTablesRule } from './state-tables.rule';

const at = 'apps/order/src/domain/order.states.ts';

proves(stateTablesRule, {
  caught: {
    'a table that nobody can read': { files: { [at]: 'const ORDER_MOVES: Moves<A, B> = {};' }, at: [`${at}:1`] },
    'a table in another place': {
      files: { 'apps/order/src/domain/order.ts': 'export const ORDER_MOVES = {} satisfies Moves<A, B>;' },
      at: ['apps/order/src/domain/order.ts#ORDER_MOVES'],
    },
  },
  allowed: {
    'a table where it belongs': { [at]: 'export const ORDER_MOVES: Moves<A, B> = {};' },
    'other tables, and tests': {
      'apps/order/src/a.ts': 'const a: Map<A, B> = b;',
      'libs/kernel/src/machine.spec.ts': 'const a: Moves<A, B> = {};',
    },
  },
});
