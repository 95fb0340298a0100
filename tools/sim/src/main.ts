import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { BUGS } from './bugs/all';
import type { Bug } from './bugs/bug';
import { crowd } from './crowd';
import { type Caught, hunt } from './hunt';
import { live } from './live';
import type { Sum } from './run';
import { figuresOf, tableOf } from './table';

const { values } = parseArgs({
  options: {
    flows: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    workers: { type: 'string', default: '1' },
    stop: { type: 'string', default: '20' },
    trace: { type: 'boolean', default: false },
    bug: { type: 'string' },
    bugs: { type: 'boolean', default: false },
    json: { type: 'string' },
    record: { type: 'boolean', default: false },
  },
});

const TELL_EVERY_MS = 30_000;

const whole = (name: 'flows' | 'seed' | 'workers' | 'stop'): number => {
  const value = Number(values[name]);
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`--${name} is a whole number from 1`);
  return value;
};

const say = (text: string): void => void process.stdout.write(`${text}\n`);

function write(figures: object): void {
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(figures, null, 2)}\n`);
}

function named(name: string): Bug {
  const bug = BUGS.find((one) => one.name === name);
  if (!bug) throw new Error(`no planted bug ${name}`);
  return bug;
}

/** `--trace`: one life, told line by line. */
function tell(seed: number): boolean {
  const bug = values.bug === undefined ? null : named(values.bug);
  const lived = live(seed, { bug, needs: bug?.needs ?? null, books: bug?.books ?? true, trace: true });
  for (const line of lived.lines ?? []) say(line);
  say(`seed ${seed}: hash ${lived.hash.toString(16).padStart(8, '0')}, ${lived.violations.length} laws broken`);
  for (const { law, text } of lived.violations) say(`  ${law}: ${text}`);
  return lived.violations.length === 0;
}

/** `--bugs`: every planted bug, or one, until it is caught. */
function huntAll(flows: number, seed: number): boolean {
  const bugs = values.bug === undefined ? BUGS : [named(values.bug)];
  const caught = bugs.map((bug) => {
    const found = hunt(bug, flows, seed);
    say(`${String(found.flows ?? 'SURVIVES').padStart(8)}  ${bug.name.padEnd(42)} ${found.violation?.law ?? ''}`);
    return found;
  });
  const survivors = caught.filter((one) => one.flows === null);
  say(`${caught.length - survivors.length} of ${caught.length} planted bugs caught`);
  write({
    bugs: caught.map(({ bug, flows: n, seed: at, violation }) => ({ name: bug.name, flows: n, seed: at, law: violation?.law ?? null })),
  });
  if (values.record && survivors.length === 0) record(caught);
  return survivors.length === 0;
}

/** `--record`: the seeds at which the tests plant each bug. */
function record(caught: readonly Caught[]): void {
  const lines = caught.map(({ bug, seed }) => `  ${bug.name.includes('-') ? `'${bug.name}'` : bug.name}: ${seed},\n`).join('');
  const says =
    '/** A life in which each planted bug is caught, so that the tests need not search. Written by `npm run sim -- --bugs --record`. */';
  const text = `${says}\nexport const SEEN: Readonly<Record<string, number>> = {\n${lines}};\n`;
  writeFileSync(join(__dirname, '../src/bugs/seen.ts'), text);
}

/** Many lives, over one core or several. */
async function many(flows: number, firstSeed: number): Promise<boolean> {
  const workers = whole('workers');
  const from = process.cpuUsage();
  let toldAt = performance.now();
  const progress = (sum: Sum): void => {
    if (performance.now() - toldAt < TELL_EVERY_MS) return;
    toldAt = performance.now();
    process.stderr.write(`${sum.flows} of ${flows} flows, ${sum.breaks.length} laws broken\n`);
  };
  const sum = await crowd({ firstSeed, flows, workers, patience: whole('stop'), progress });
  const { user, system } = process.cpuUsage(from);
  const figures = figuresOf(sum, { firstSeed, cpuSeconds: (user + system) / 1e6, workers });
  say(tableOf(figures));
  write(figures);
  return figures.broken.length === 0;
}

async function main(): Promise<boolean> {
  const [flows, seed] = [whole('flows'), whole('seed')];
  if (values.trace) return tell(seed);
  return values.bugs ? huntAll(flows, seed) : many(flows, seed);
}

main().then(
  (kept) => {
    process.exitCode = kept ? 0 : 1;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 2;
  },
);
