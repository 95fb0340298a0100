import { spawnSync } from 'node:child_process';
import { cpuTimes, parseStat, treeMs } from './cpu';

const line = (pid: number, parent: number, [user, system, childUser, childSystem]: readonly number[]): string =>
  `${pid} (a (nasty) name) S ${parent} 1 1 0 -1 4194560 1 2 3 4 ${user} ${system} ${childUser} ${childSystem} 20 0 1 0 100 200 300`;

it('a stat line tells own time and that of children that have ended', () => {
  expect(parseStat(line(7, 3, [11, 22, 33, 44]))).toEqual({ pid: 7, parent: 3, ownMs: 330, endedMs: 770 });
});

it('a tree is its root with all descendants, the ended ones too, and nobody else', () => {
  const stats = [
    parseStat(line(1, 0, [1, 0, 0, 0])),
    parseStat(line(10, 1, [2, 0, 5, 0])),
    parseStat(line(11, 10, [3, 0, 0, 1])),
    parseStat(line(12, 11, [4, 0, 0, 0])),
    parseStat(line(20, 1, [100, 0, 0, 0])),
  ];
  expect(treeMs(stats, 10)).toBe(150);
  expect(treeMs(stats, 99)).toBe(0);
});

it('the time of a child that has ended is in the account of its parent', () => {
  const before = cpuTimes({ me: process.pid }).me ?? 0;
  spawnSync(process.execPath, ['-e', 'const end = Date.now() + 200; while (Date.now() < end);']);
  expect((cpuTimes({ me: process.pid }).me ?? 0) - before).toBeGreaterThan(0);
});
