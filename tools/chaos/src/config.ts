import { parseArgs } from 'node:util';

export const DRILLS = ['matrix', 'takeover', 'restart', 'postgres', 'nats', 'jetstream'] as const;
export type Drill = (typeof DRILLS)[number];

export interface ChaosConfig {
  readonly seed: number;
  readonly drills: readonly Drill[];
  /** At most so many cells of the matrix, and kills of each service or server; the whole matrix and ten kills unless told. */
  readonly rows: number | undefined;
  /** Only cells whose name contains one of these, comma-separated. */
  readonly match: string;
  readonly json: string | undefined;
}

const USAGE = `npm run chaos -- [--seed N] [--only ${DRILLS.join(',')}] [--rows N] [--match TEXT] [--json FILE]`;

/** @throws with the usage when something typed means nothing */
export function readConfig(args: readonly string[]): ChaosConfig {
  const text = { type: 'string' } as const;
  const options = { seed: text, only: text, rows: text, match: text, json: text } as const;
  const { values } = parseArgs({ args: [...args], options });
  const drills = (values.only?.split(',') ?? DRILLS).map((name) => {
    const drill = DRILLS.find((one) => one === name);
    if (!drill) throw new Error(`there is no drill ${name}\n${USAGE}`);
    return drill;
  });
  return {
    seed: values.seed === undefined ? 1 : whole(values.seed, '--seed'),
    drills,
    rows: values.rows === undefined ? undefined : whole(values.rows, '--rows'),
    match: values.match ?? '',
    json: values.json,
  };
}

function whole(text: string, flag: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new Error(`${flag} wants a whole number, not "${text}"\n${USAGE}`);
  return Number(text);
}
