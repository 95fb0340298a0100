import { proves } from '../testing/proves';
import { codes } from './codes.rule';

const list = 'libs/contracts/src/codes.ts';
const user = 'apps/order/src/usecases/a.ts';
const fine = {
  [list]:
    "export const CODES = {\n  ORDER_UNKNOWN: { zh: '没有这个订单', en: 'There is no such order' },\n} as const satisfies Record<string, B>;",
  [user]: "export const a = () => refused('ORDER_UNKNOWN');",
};

proves(codes, {
  caught: {
    'a code nobody answers': { files: { ...fine, [user]: '' }, at: [`${list}#ORDER_UNKNOWN`] },
    'a code only promised by a contract': {
      files: { ...fine, [user]: '', 'libs/contracts/src/order/a.contract.ts': "export const a = contract({ codes: ['ORDER_UNKNOWN'] });" },
      at: [`${list}#ORDER_UNKNOWN`],
    },
    'a code only given a status, a type and a test': {
      files: {
        ...fine,
        [user]: "export type A = 'ORDER_UNKNOWN';",
        'libs/gateway-kit/src/http-status.ts': 'export const S = { ORDER_UNKNOWN: 404 };',
        'apps/order/src/a.spec.ts': "expect(a).toBe('ORDER_UNKNOWN');",
      },
      at: [`${list}#ORDER_UNKNOWN`],
    },
    'a refusal with an unlisted code': {
      files: { ...fine, 'apps/order/src/domain/order.states.ts': "\nexport const b = refuse('ORDER_UNKNWON');" },
      at: ['apps/order/src/domain/order.states.ts#ORDER_UNKNWON'],
    },
  },
  allowed: {
    'a code that is answered': fine,
    'the text of a refusal beside its code': { ...fine, [user]: "export const a = () => refused('ORDER_UNKNOWN', 'NO_CODE');" },
    'no codes yet': { [user]: "export const a = () => refused('ORDER_UNKNOWN');" },
  },
});
