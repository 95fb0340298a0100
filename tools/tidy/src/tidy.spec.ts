import { ROOT } from './checkers';
import { type Exception, idleExceptions, judge, line } from './rule';
import { rules } from './rules/all';
import { jsonOf, workingTree } from './tree';

jest.setTimeout(120_000);

const tree = workingTree(ROOT);
const exceptions = jsonOf<readonly Exception[]>(tree, 'tools/tidy/exceptions.json') ?? [];

describe('the repository', () => {
  it.each(rules.map((rule) => [rule.name, rule] as const))('keeps the rule %s', (_, rule) => {
    expect(judge(rule, tree, exceptions).map(line)).toEqual([]);
  });

  it('needs every exception it makes', () => {
    expect(idleExceptions(rules, tree, exceptions)).toEqual([]);
  });
});

describe('tidy itself', () => {
  it('has every rule in the list, with planted violations beside it', () => {
    const files = tree.files.filter((file) => /^tools\/tidy\/src\/rules\/[\w-]+\.rule\.ts$/.test(file));
    expect(files.map((file) => file.replace(/^.*\/(.*)\.rule\.ts$/, '$1')).sort()).toEqual(rules.map(({ name }) => name).sort());
    expect(files.filter((file) => !/^proves\(\w+, \{$/m.test(tree.text(file.replace(/\.ts$/, '.spec.ts'))))).toEqual([]);
  });
});
