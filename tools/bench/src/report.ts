import type { Baselines, Rate } from './baselines';
import type { Durability } from './durability';
import { short, total } from './figures';
import { COUNTED } from './measure';
import type { MixedRow } from './mixed';

type Print = (line: string) => void;

const entries = (values: Readonly<Record<string, number>>): [string, number][] => Object.entries(values).sort(([, a], [, b]) => b - a);

export function printDurability({ settings, durable }: Durability, print: Print): void {
  for (const [name, value] of Object.entries(settings)) print(`${name.padEnd(28)} ${value}`);
  print(durable ? 'everything acknowledged is on the disk' : 'NOT DURABLE');
}

/** A row as a table for people. */
export function printRow(row: MixedRow, print: Print): void {
  const { cpuMs, counts, outsideCalls, rsa, rsaFrom } = row.perSettlement;
  const atHighest = `(at ${row.highestPerSecond.toFixed(1)}/s, ${row.held ? 'the highest load held' : 'NOT HELD'})`;
  const atHalf = `(at ${row.halfLoadPerSecond.toFixed(1)}/s, half of it)`;
  print('');
  print(`  settlements per CPU-second  ${row.settlementsPerCpuSecond.toFixed(2)}   ${atHighest}`);
  print(
    `  the same in the closed loop ${row.closedLoop.settlementsPerCpuSecond.toFixed(2)}   (at ${row.closedLoop.settledPerSecond.toFixed(1)}/s)`,
  );
  print(`  added latency               p50 ${short(row.addedLatencyP50Ms)} ms, p99 ${short(row.addedLatencyP99Ms)} ms   ${atHalf}`);
  print(`  settled in all              ${row.settlements}, ${(row.mixedShare * 100).toFixed(1)} % by fund, account and cash together`);
  print('  per settlement');
  printNumber('CPU ms, counted', cpuOf(row), print);
  for (const [name, ms] of entries(cpuMs)) printNumber(`  ${name}${COUNTED.includes(name) ? '' : ' (not counted)'}`, ms, print);
  for (const [name, count] of entries(counts)) printNumber(name, count, print);
  print('    calls at the outside parties');
  for (const [name, count] of entries(outsideCalls)) printNumber(`  ${name}`, count, print);
  print(`    RSA operations, told by ${rsaFrom}`);
  for (const [name, count] of entries(rsa)) printNumber(`  ${name}`, count, print);
}

const printNumber = (name: string, value: number, print: Print): void => print(`    ${name.padEnd(34)} ${short(value).padStart(8)}`);

const cpuOf = ({ perSettlement }: MixedRow): number => total(COUNTED.map((name) => perSettlement.cpuMs[name] ?? 0));

export function printIdle(idleMsPerSecond: Readonly<Record<string, number>>, print: Print): void {
  const each = entries(idleMsPerSecond).map(([name, ms]) => `${name} ${short(ms)}`);
  print(`with nothing to do, CPU ms a second: ${short(total(Object.values(idleMsPerSecond)))} (${each.join(', ')})`);
}

/** The bare servers, and a settlement in units of what they do. */
export function printBaselines(
  { commits, requestReply, signsPerCpuSecond, verifiesPerCpuSecond }: Baselines,
  row: MixedRow | undefined,
  print: Print,
): void {
  print('\nbaselines');
  print(`  commits, ${String(commits.connections).padEnd(3)} connections     ${rateLine(commits)}`);
  print(`  request and reply over NATS   ${rateLine(requestReply)}`);
  for (const [name, signs] of Object.entries(signsPerCpuSecond)) {
    const verifies = verifiesPerCpuSecond[name as keyof typeof verifiesPerCpuSecond];
    print(`  ${name.padEnd(28)}  ${short(signs)} signs and ${short(verifies)} checks per CPU-second`);
  }
  if (row === undefined) return;
  const cpuMs = cpuOf(row);
  print(`  one settlement costs as much CPU as ${short((cpuMs * commits.perCpuSecond) / 1000)} commits,`);
  print(
    `  or as ${short((cpuMs * requestReply.perCpuSecond) / 1000)} requests and replies, or as ${short((cpuMs * signsPerCpuSecond.rsa2048) / 1000)} RSA signatures`,
  );
}

const rateLine = ({ perSecond, perCpuSecond, clientMs, serverMs }: Rate): string =>
  `${short(perSecond)}/s, ${short(perCpuSecond)} per CPU-second (client ${short(clientMs)} + server ${short(serverMs)} ms each)`;
