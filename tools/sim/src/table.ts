import type { Range, Sum } from './run';
import { plain } from './tally';

const SEEDS_SHOWN = 5;
const WIDTH = 62;

export interface Figures extends Range {
  readonly hash: string;
  readonly events: number;
  readonly cpuSeconds: number;
  readonly workers: number;
  /** On one core, by processor time. */
  readonly flowsPerHour: number;
  readonly faults: Readonly<Record<string, number>>;
  readonly happened: Readonly<Record<string, number>>;
  readonly laws: Readonly<Record<string, number>>;
  readonly ends: Readonly<Record<string, number>>;
  readonly broken: readonly { readonly law: string; readonly lives: number; readonly seeds: readonly number[] }[];
}

export function figuresOf(
  sum: Sum,
  { firstSeed, cpuSeconds, workers }: { firstSeed: number; cpuSeconds: number; workers: number },
): Figures {
  const { flows, hash, events, tally } = sum;
  const broken = new Map<string, number[]>();
  for (const { law, seed } of sum.breaks) broken.set(law, [...(broken.get(law) ?? []), seed]);
  return {
    flows,
    firstSeed,
    hash,
    events,
    workers,
    cpuSeconds: Math.round(cpuSeconds * 100) / 100,
    flowsPerHour: Math.round((flows / cpuSeconds) * 3600),
    faults: plain(tally.faults),
    happened: plain(tally.happened),
    laws: plain(tally.laws),
    ends: plain(tally.ends),
    broken: [...broken].map(([law, seeds]) => ({ law, lives: seeds.length, seeds: seeds.sort((a, b) => a - b).slice(0, SEEDS_SHOWN) })),
  };
}

const row = (name: string, value: string | number): string => `  ${name.padEnd(WIDTH)} ${value}`;

const counts = (title: string, of: Readonly<Record<string, number>>): string[] => [
  title,
  ...Object.entries(of).map(([name, n]) => row(name, n.toLocaleString('en').padStart(13))),
];

const total = (of: Readonly<Record<string, number>>): number => Object.values(of).reduce((sum, n) => sum + n, 0);

export function tableOf(figures: Figures): string {
  const { flows, firstSeed, hash, events, cpuSeconds, workers, flowsPerHour, faults, laws, broken } = figures;
  return [
    row('flows', `${flows}, seeds ${firstSeed} to ${firstSeed + flows - 1}`),
    row('trace hash', hash),
    row('events', `${events} (${Math.round(events / flows)} a flow)`),
    row('processor seconds', `${cpuSeconds} on ${workers} ${workers === 1 ? 'worker' : 'workers'}`),
    row('flows an hour and core', flowsPerHour.toLocaleString('en')),
    row('faults injected', `${total(faults)} (${(total(faults) / flows).toFixed(1)} a flow)`),
    row('laws read', `${total(laws)} times`),
    ...counts('how orders ended', figures.ends),
    ...counts('faults injected', faults),
    ...counts('what came of them', figures.happened),
    ...counts('laws read', laws),
    row('laws broken', broken.length),
    ...broken.map(({ law, lives, seeds }) => `    ${law}: ${lives} lives; replay with --trace --seed ${seeds.join(', ')}`),
  ].join('\n');
}
