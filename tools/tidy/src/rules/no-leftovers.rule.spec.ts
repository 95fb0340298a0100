import { proves } from '../testing/proves';
import { noLeftovers } from './no-leftovers.rule';

const test = 'libs/kernel/src/a.spec.ts';
const planted = (text: string) => ({ files: { [test]: text }, at: [`${test}:1`] as const });

proves(noLeftovers, {
  caught: {
    'a note to oneself': { files: { 'libs/kernel/src/a.ts': 'x();\n// TODO later' }, at: ['libs/kernel/src/a.ts:2'] },
    'a note in a page': { files: { 'docs/a.md': 'FIXME' }, at: ['docs/a.md:1'] },
    'a hushed compiler': { files: { 'libs/kernel/src/a.ts': '// @ts-ignore\nx();' }, at: ['libs/kernel/src/a.ts:1'] },
    'a hushed linter': { files: { 'libs/kernel/src/a.ts': '// oxlint-disable-next-line\nx();' }, at: ['libs/kernel/src/a.ts:1'] },
    'a skipped test': planted("it.skip('a', () => {});"),
    'a skipped table': planted("it.skip.each([1])('a', () => {});"),
    'a skipped suite': planted("describe.skip('a', () => {});"),
    'a favoured test': planted("test.only('a', () => {});"),
    'a test to be written': planted("it.todo('a');"),
    'a shorthand': planted("xit('a', () => {});"),
    'a test skipped by a condition': planted('const maybe = there ? it : it.skip;'),
  },
  allowed: {
    'words that only look like it': { 'docs/a.md': 'TODOS mastodon', 'libs/kernel/src/a.ts': 'list.skip(1).only(2);' },
    'an error that is the point': { 'libs/kernel/src/a.ts': '// @ts-expect-error a wrong argument\nx();' },
  },
});
