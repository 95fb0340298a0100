import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type JournalLine, journalFile } from './files';
import { askedAfter, inFlightOf } from './journals';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'meridian-journals-'));
  mkdirSync(path.join(folder, 'journal'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const line = (key: string, what: JournalLine['what'], at: number, how: JournalLine['how'] = 'ask'): JournalLine => ({
  at,
  what,
  how,
  key,
  kind: 'his.confirm',
});
const write = (service: string, pid: number, lines: readonly JournalLine[], rest = ''): void =>
  writeFileSync(journalFile(folder, service, pid), lines.map((one) => `${JSON.stringify(one)}\n`).join('') + rest);

it('knows what a process had in the air when it died, whatever was cut off', () => {
  write('order', 11, [line('A', 'begins', 1), line('B', 'begins', 2), line('A', 'ends', 3)], '{"at":4,"what":"ends","key":"B');
  expect(inFlightOf(folder, 'order', 11).map(({ key }) => key)).toEqual(['B']);
});

it('knows nothing of a process that never wrote', () => {
  expect(inFlightOf(folder, 'order', 12)).toEqual([]);
});

it('finds who asked first after a death, of the same service and not the dead one itself', () => {
  write('order', 11, [line('A', 'begins', 10)]);
  write('order', 12, [line('A', 'begins', 5), line('A', 'begins', 30), line('B', 'begins', 40)]);
  write('order', 13, [line('A', 'begins', 25)]);
  write('payment', 14, [line('A', 'begins', 21)]);
  expect([...askedAfter(folder, 'order', 11, 20)]).toEqual([
    ['A', 25],
    ['B', 40],
  ]);
});
