import { readdirSync, readFileSync } from 'node:fs';

/** USER_HZ is 100 on every Linux that Node runs on; the kernel scales its exact account to it. */
const TICK_MS = 10;

interface Stat {
  readonly pid: number;
  readonly parent: number;
  /** User and system time of its own threads, the ended ones too. */
  readonly ownMs: number;
  /** The same of its children that have ended, and of theirs. */
  readonly endedMs: number;
}

/** CPU milliseconds since their start, by name: of each process with all its descendants. */
export type CpuTimes = Readonly<Record<string, number>>;

/** One line of `/proc/<pid>/stat`; the command in it may hold blanks and parentheses. */
export function parseStat(line: string): Stat {
  const [, parent, ...rest] = line.slice(line.lastIndexOf(')') + 2).split(' ');
  const ticks = (field: number): number => Number(rest[field - 5]) * TICK_MS; // proc(5) counts fields from 1; `rest` begins at 5
  return { pid: Number.parseInt(line, 10), parent: Number(parent), ownMs: ticks(14) + ticks(15), endedMs: ticks(16) + ticks(17) };
}

export function cpuTimes(roots: Readonly<Record<string, number>>): CpuTimes {
  const stats = allStats();
  return Object.fromEntries(Object.entries(roots).map(([name, pid]) => [name, treeMs(stats, pid)]));
}

/** Descendants included: PostgreSQL's work is done by children of its postmaster, and what has ended stays in its parent's account. */
export function treeMs(stats: readonly Stat[], root: number): number {
  let sum = 0;
  const wanted = new Set([root]);
  const queue = stats.filter(({ pid }) => pid === root);
  for (let stat = queue.pop(); stat !== undefined; stat = queue.pop()) {
    sum += stat.ownMs + stat.endedMs;
    for (const child of stats) {
      if (child.parent !== stat.pid || wanted.has(child.pid)) continue;
      wanted.add(child.pid);
      queue.push(child);
    }
  }
  return sum;
}

function allStats(): Stat[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return [parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8'))];
      } catch {
        return []; // it has just ended
      }
    });
}

/** What all processors of the machine have done since it started, whoever asked for it. */
export function machineBusyMs(): number {
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = (readFileSync('/proc/stat', 'utf8').split('\n')[0] ?? '')
    .split(/\s+/)
    .slice(1)
    .map((ticks) => Number(ticks) * TICK_MS);
  return user + nice + system + irq + softirq + steal;
}
