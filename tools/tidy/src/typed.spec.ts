import { join } from 'node:path';
import { ROOT, typedFindings } from './checkers';
import { plant } from './testing/temporary-tree';
import { jsonOf, workingTree } from './tree';

jest.setTimeout(120_000);

const base = jsonOf<{ compilerOptions: object }>(workingTree(ROOT), 'tsconfig.base.json');
const types = join(ROOT, 'node_modules/@types');
const config = (...references: string[]) =>
  JSON.stringify({
    compilerOptions: { ...base?.compilerOptions, rootDir: 'src', outDir: 'dist', types: ['node'], typeRoots: [types] },
    include: ['src'],
    references: references.map((path) => ({ path })),
  });
const manifest = (name: string) => JSON.stringify({ name, exports: { './*': { types: './dist/*.d.ts', default: './dist/*.js' } } });

const sound = {
  'libs/bus/package.json': manifest('@meridian/bus'),
  'libs/bus/tsconfig.json': config(),
  'libs/bus/src/bus.ts': [
    'export abstract class Bus {',
    '  abstract ask<T>(question: T): Promise<{ readonly answer: T }>;',
    '}',
    'export const later = async (): Promise<number> => 1;',
    "export type Phase = 'OPEN' | 'PAID' | 'CLOSED';",
  ].join('\n'),
  // What an npm package looks like from outside: declarations only.
  'node_modules/client/package.json': JSON.stringify({ name: 'client', types: 'client.d.ts', main: 'client.js' }),
  'node_modules/client/client.d.ts': 'export class Client { query(sql: string): Promise<string[]>; }',
  'apps/order/package.json': manifest('@meridian/order'),
  'apps/order/tsconfig.json': config('../../libs/bus'),
  'apps/order/src/sound.ts': [
    "import { type Bus, later, type Phase } from '@meridian/bus/bus';",
    'export async function sound(bus: Bus, phase: Phase): Promise<number> {',
    '  const asked = bus.ask(1);',
    '  void later();',
    '  await Promise.all([asked, later()]);',
    "  switch (phase) { case 'OPEN': return later(); default: return [2, 1].sort((a, b) => a - b)[0] ?? 0; }",
    '}',
  ].join('\n'),
};

const head = [
  "import { type Bus, later, type Phase } from '@meridian/bus/bus';",
  "import type { Client } from 'client';",
  'export async function planted(bus: Bus, client: Client, phase: Phase): Promise<void> {',
];
const planted: readonly (readonly [rule: string, text: string])[] = [
  ['no-floating-promises', 'later();'],
  ['no-floating-promises', 'bus.ask(1);'],
  ['no-floating-promises', "client.query('select 1');"],
  ['no-floating-promises', 'later().then((one) => one + 1);'],
  ['no-floating-promises', '[1].map(async (one) => one);'],
  ['no-floating-promises', '(async () => { await later(); })();'],
  ['no-floating-promises', 'if (phase) bus.ask(2);'],
  ['no-misused-promises', '[1].forEach(async (one) => { await bus.ask(one); });'],
  ['no-misused-promises', 'if (bus.ask(1)) await later();'],
  ['await-thenable', 'await phase;'],
  ['require-array-sort-compare', '[10, 9].sort();'],
  ['switch-exhaustiveness-check', "switch (phase) { case 'OPEN': await later(); }"],
];

/** The sibling is reached as npm links it, and is never built. */
const links = { 'node_modules/@meridian/bus': 'libs/bus' };

describe('promises and switches, checked with types', () => {
  it('are in order in this repository', () => expect(typedFindings(ROOT)).toEqual([]));

  it('are found out, every planted one and nothing else', () => {
    const text = [...head, ...planted.map(([, line]) => line), '}'].join('\n');
    const dir = plant({ ...sound, 'apps/order/src/planted.ts': text }, links);
    const expected = planted.map(([rule], index) => `${rule} apps/order/src/planted.ts:${index + head.length + 1}`);
    expect(typedFindings(dir)).toEqual(expected.sort());
  });
});
