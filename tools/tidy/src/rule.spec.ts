import { idleExceptions, judge, type Rule } from './rule';
import { treeOf } from './tree';

const rule: Rule = {
  name: 'a-rule',
  check: () => [
    { file: 'a.ts', line: 1, says: 'is wrong' },
    { file: 'b.ts', about: 'x', says: 'has a wrong x' },
    { file: 'b.ts', about: 'y', says: 'has a wrong y' },
  ],
};
const tree = treeOf({});
const reason = 'because the outside world wants it so';

describe('exceptions', () => {
  it('excuse one violation each: of this rule, in this file, about this thing', () => {
    const exceptions = [
      { rule: 'a-rule', file: 'a.ts', reason },
      { rule: 'a-rule', file: 'b.ts', about: 'x', reason },
      { rule: 'another', file: 'b.ts', about: 'y', reason },
    ];
    expect(judge(rule, tree, exceptions)).toEqual([{ file: 'b.ts', about: 'y', says: 'has a wrong y' }]);
  });

  it('are found out when they excuse nothing or give no reason', () => {
    const used = { rule: 'a-rule', file: 'a.ts', reason };
    const idle = [
      { rule: 'a-rule', file: 'c.ts', reason },
      { rule: 'a-rule', file: 'b.ts', reason },
      { rule: 'no-rule', file: 'a.ts', reason },
      { rule: 'a-rule', file: 'a.ts', reason: 'legacy' },
    ];
    expect(idleExceptions([rule], tree, [used, ...idle])).toEqual(idle);
  });
});
