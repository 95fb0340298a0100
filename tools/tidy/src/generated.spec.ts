import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT } from './checkers';
import { generators, outdated } from './generated';
import { treeOf, workingTree } from './tree';

const load = (file: string): Readonly<Record<string, unknown>> => require(join(ROOT, file)) as Readonly<Record<string, unknown>>;

describe('generated documents', () => {
  it('say what the code says', () => {
    if (process.env.MERIDIAN_WRITE_GENERATED === 'true') write();
    expect(outdated(workingTree(ROOT), load)).toEqual([]);
  });

  it('are found out when they do not', () => {
    const subjects = generators.filter(({ path }) => path.endsWith('subjects.md'));
    const contract = { 'libs/contracts/src/order/a-b.contract.ts': "export const aB = contract({ subject: 'order.a-b.v1' });" };
    const page = subjects.map(({ generate }) => generate(treeOf(contract), load)).join('');
    const handler = "import { aB } from '@meridian/contracts/order/a-b.contract';\nclass A { @Answers(aB) run() {} }";
    expect(outdated(treeOf({ ...contract, 'docs/generated/subjects.md': page }), load, subjects)).toEqual([]);
    expect(outdated(treeOf({ ...contract, 'docs/generated/subjects.md': page, 'apps/order/src/a.ts': handler }), load, subjects)).toEqual([
      'docs/generated/subjects.md',
    ]);
  });
});

/** In a spec, so that the services' tables are loaded as every test loads them: from their sources, with nothing built. */
function write(): void {
  const tree = workingTree(ROOT);
  for (const { path, generate } of generators) {
    mkdirSync(dirname(join(ROOT, path)), { recursive: true });
    writeFileSync(join(ROOT, path), generate(tree, load));
  }
}
