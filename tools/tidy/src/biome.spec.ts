import { biomeErrors, ROOT } from './checkers';
import { plant } from './testing/temporary-tree';
import { workingTree } from './tree';

jest.setTimeout(60_000);

const planted: Readonly<Record<string, string>> = {
  noDefaultExport: 'const a = 1;\nexport default a;',
  noEnum: 'export enum A {\n  B = 1,\n}',
  noExplicitAny: 'export const a = (b: any) => b;',
  noNonNullAssertion: 'export const a = (b: string | null) => b!.length;',
  noFocusedTests: "it.only('a', () => {});",
  noSkippedTests: "it.skip('a', () => {});",
  noTsIgnore: '// @ts-ignore\nexport const a = 1;',
  noUnusedImports: "import { a } from './b';\nexport const c = 1;",
};

describe('the configuration of Biome', () => {
  it('refuses what the laws of the code refuse, and nothing else', () => {
    const files = Object.fromEntries(Object.entries(planted).map(([rule, text]) => [`libs/a/src/${rule}.spec.ts`, text]));
    const sound = { 'libs/a/src/sound.ts': '@A()\nexport class B {\n  constructor(@C() readonly d: E) {}\n}\n' };
    const dir = plant({ 'biome.json': workingTree(ROOT).text('biome.json'), ...files, ...sound });
    expect(biomeErrors(dir)).toEqual(
      Object.keys(planted)
        .map((rule) => `${rule} libs/a/src/${rule}.spec.ts`)
        .sort(),
    );
  });
});
