import { live } from './live';

/** What many lives came to. */
export interface Figures {
  readonly flows: number;
  readonly firstSeed: number;
  /** Over all lives, in order: the same seeds give the same. */
  readonly hash: string;
  readonly events: number;
  readonly cpuSeconds: number;
  /** On one core, by processor time. */
  readonly flowsPerHour: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly broken: readonly { readonly law: string; readonly lives: number; readonly seeds: readonly number[] }[];
}

const SEEDS_SHOWN = 5;

export function figuresOf(firstSeed: number, flows: number): Figures {
  const counts = new Map<string, number>();
  const broken = new Map<string, number[]>();
  let events = 0;
  let hash = 0;
  const from = process.cpuUsage();
  for (let seed = firstSeed; seed < firstSeed + flows; seed++) {
    const lived = live(seed);
    events += lived.events;
    hash = (Math.imul(hash, 31) + lived.hash) >>> 0;
    for (const [what, n] of lived.counts) counts.set(what, (counts.get(what) ?? 0) + n);
    for (const { law } of lived.violations) broken.set(law, [...(broken.get(law) ?? []), seed]);
  }
  const { user, system } = process.cpuUsage(from);
  const cpuSeconds = (user + system) / 1e6;
  return {
    flows,
    firstSeed,
    hash: hash.toString(16).padStart(8, '0'),
    events,
    cpuSeconds: Math.round(cpuSeconds * 100) / 100,
    flowsPerHour: Math.round((flows / cpuSeconds) * 3600),
    counts: Object.fromEntries([...counts].sort()),
    broken: [...broken].map(([law, seeds]) => ({ law, lives: seeds.length, seeds: seeds.slice(0, SEEDS_SHOWN) })),
  };
}

export function tableOf(figures: Figures): string {
  const { flows, firstSeed, hash, events, cpuSeconds, flowsPerHour, counts, broken } = figures;
  const row = (name: string, value: string | number): string => `${name.padEnd(28)} ${value}`;
  return [
    row('flows', `${flows}, seeds ${firstSeed} to ${firstSeed + flows - 1}`),
    row('trace hash', hash),
    row('events', `${events} (${Math.round(events / flows)} a flow)`),
    row('processor seconds', cpuSeconds),
    row('flows an hour and core', flowsPerHour.toLocaleString('en')),
    ...Object.entries(counts).map(([what, n]) => row(what, `${n} (${((100 * n) / flows).toFixed(2)} %)`)),
    row('laws broken', broken.length),
    ...broken.map(({ law, lives, seeds }) => `  ${law}: ${lives} lives, seeds ${seeds.join(' ')}`),
  ].join('\n');
}
