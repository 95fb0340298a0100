import { proves } from '../testing/proves';
import { pureDomain } from './pure-domain.rule';

const at = 'apps/order/src/domain/order.ts';
const kernel = 'libs/kernel/src/clock.ts';
const planted = (text: string) => ({ files: { [at]: text }, at: [`${at}:1`] as const });

proves(pureDomain, {
  caught: {
    await: { files: { [at]: 'export async function a() {\n  await b();\n}' }, at: [`${at}:1`, `${at}:2`] },
    'an async arrow': planted('export const a = async () => 1;'),
    'an async method': planted('class A { async b() {} }'),
    'for await': { files: { [at]: 'async () => {\n  for await (const a of b) c(a);\n};' }, at: [`${at}:1`, `${at}:2`] },
    'a later turn': planted('export const a = b().then(() => Promise.resolve(1));'),
    'a promise as a type': planted('export type A = () => Promise<void>;'),
    'the clock': planted('export const a = () => Date.now();'),
    'a date': planted('export const a = (at: number) => new Date(at);'),
    'the process clock': planted('export const a = performance.now();'),
    chance: planted('export const a = Math.random();'),
    'chance by another road': planted("export const a = Math['random']();"),
    'chance under another name': planted('const { random } = Math;'),
    'the process': planted('export const a = process.pid;'),
    'the network': planted('export const a = fetch(b);'),
    'a timer': planted('setTimeout(a, 1);'),
    'a module loaded later': planted("export const a = import('node:fs');"),
    'the clock in the kernel': {
      files: { [kernel]: 'export const a = () => Date.now();\nexport const b = () => new Date();' },
      at: [`${kernel}:1`, `${kernel}:2`],
    },
  },
  allowed: {
    'time as an argument': { [at]: 'export const a = (order: { date: number }, at: number) => Math.max(order.date, at);' },
    'a member or key of that name': { [at]: 'export const a = { process: 1, fetch: b.process };' },
    'specs of the domain': { 'apps/order/src/domain/order.spec.ts': 'it("a", async () => { await b(new Date()); });' },
    'the world outside the domain': { 'apps/order/src/usecases/a.ts': 'export const a = async () => Date.now();' },
    'formatting a given instant in the kernel': {
      [kernel]: 'export const a = (at: number) => new Date(at).toISOString() + Date.parse(b);',
    },
  },
});
