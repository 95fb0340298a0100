import { proves } from '../testing/proves';
import { sizes } from './sizes.rule';

const at = 'apps/order/src/a.ts';
const lines = (count: number, line = 'x();') => `${line}\n`.repeat(count);
const reason = '// size: one table, which splitting would only hide\n';

proves(sizes, {
  caught: {
    'a file of 201 lines': { files: { [at]: lines(201) }, at: [at] },
    'a function of 61 lines': { files: { [at]: `function a() {\n${lines(59)}}\n` }, at: [`${at}:1`] },
    'a method, an arrow and a constructor of 61 lines': {
      files: {
        [at]: `class A {\nconstructor() {\n${lines(59)}}\nb() {\n${lines(59)}}\n}`,
        'apps/order/src/b.ts': `const a = () => {\n${lines(59)}};`,
      },
      at: [`${at}:2`, `${at}:63`, 'apps/order/src/b.ts:1'],
    },
    'five parameters': { files: { [at]: 'const é = "é";\nexport const a = (b, c, d, e, f) => b;' }, at: [`${at}:2`] },
    'five dependencies': { files: { [at]: 'class A { constructor(private a: B, private c: D, e: F, g: H, i: J) {} }' }, at: [`${at}:1`] },
    'a reason that is none': { files: { [at]: `// size: big\n${lines(300)}` }, at: [at] },
    'a reason without need': { files: { [at]: `${reason}${lines(3)}` }, at: [at] },
    'a reason far down': { files: { [at]: `${lines(10)}${reason}${lines(200)}` }, at: [at] },
  },
  allowed: {
    'the limits themselves': { [at]: `function a(b, c, d, e) {\n${lines(58)}}\n${lines(140)}` },
    'five parameters and a this': { [at]: 'function a(this: X, b, c, d, e) {}' },
    'a big file with a reason': { [at]: `${reason}${lines(300)}` },
    'a long suite of tests': {
      'apps/order/src/a.spec.ts': `describe('a', () => {\n${lines(70)}});\ndescribe.each([1])('b', () => {\n${lines(70)}});`,
    },
  },
});
