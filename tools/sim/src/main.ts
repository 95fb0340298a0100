import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { BUGS } from './bugs/all';
import { hunt } from './hunt';
import { live } from './live';
import { figuresOf, tableOf } from './run';

const { values } = parseArgs({
  options: {
    flows: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    trace: { type: 'boolean', default: false },
    bug: { type: 'string' },
    bugs: { type: 'boolean', default: false },
    json: { type: 'string' },
  },
});

const whole = (name: 'flows' | 'seed'): number => {
  const value = Number(values[name]);
  if (!Number.isSafeInteger(value) || value < 1) throw new Error(`--${name} is a whole number from 1`);
  return value;
};

const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** `--trace`: one life, told line by line. */
function tell(seed: number): boolean {
  const bug = values.bug === undefined ? null : (BUGS.find((one) => one.name === values.bug) ?? null);
  if (values.bug !== undefined && !bug) throw new Error(`no bug ${values.bug}`);
  const options = bug ? { ...(bug.needs ? { needs: bug.needs } : {}), books: bug.books ?? true } : {};
  const lived = live(seed, { ...options, bug, trace: true });
  for (const line of lived.lines ?? []) say(line);
  say(`seed ${seed}: hash ${lived.hash.toString(16).padStart(8, '0')}, ${lived.violations.length} laws broken`);
  for (const { law, text } of lived.violations) say(`  ${law}: ${text}`);
  return lived.violations.length === 0;
}

/** `--bugs`: every planted bug, until it is caught. */
function huntAll(flows: number, seed: number): boolean {
  const caught = BUGS.map((bug) => {
    const found = hunt(bug, flows, seed);
    say(`${String(found.flows ?? 'SURVIVES').padStart(8)}  ${bug.name.padEnd(42)} ${found.violation?.law ?? ''}`);
    return found;
  });
  const survivors = caught.filter((one) => one.flows === null);
  say(`${caught.length - survivors.length} of ${caught.length} planted bugs caught`);
  write({
    bugs: caught.map(({ bug, flows: n, seed: at, violation }) => ({ name: bug.name, flows: n, seed: at, law: violation?.law ?? null })),
  });
  return survivors.length === 0;
}

function write(figures: object): void {
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(figures, null, 2)}\n`);
}

function main(): boolean {
  const [flows, seed] = [whole('flows'), whole('seed')];
  if (values.trace) return tell(seed);
  if (values.bugs) return huntAll(flows, seed);
  const figures = figuresOf(seed, flows);
  say(tableOf(figures));
  write(figures);
  return figures.broken.length === 0;
}

process.exitCode = main() ? 0 : 1;
