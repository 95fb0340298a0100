import { parseArgs } from 'node:util';

export const ROWS = ['mixed', 'mixed-registered', 'growth'] as const;
export type RowName = (typeof ROWS)[number];

export interface Args {
  readonly rows: readonly RowName[];
  /** The measured window of each step, its trimmed ends not included. */
  readonly seconds: number;
  readonly seed: string;
  readonly json: string | undefined;
  readonly profile: string | undefined;
  readonly growthMax: boolean;
  /** The steps of load, as shares of what a closed loop reaches; not for the command line. */
  readonly shares: readonly number[];
}

const SHARES = [0.6, 0.75, 0.9, 1, 1.1, 1.25];

export const USAGE = `npm run bench -- [options]
  --rows a,b      of ${ROWS.join(', ')}; all unless told
  --seconds N     the measured window of each step of load; 20 unless told
  --seed TEXT     of the arrivals; 1 unless told
  --json FILE     where the figures go
  --profile DIR   one more step at the highest load, with a CPU profile of every Meridian process and the sandbox
  --growth-max    the row growth with 1,000,000 stored orders as well as 10,000`;

/** @throws Error with the usage */
export function readArgs(args: readonly string[]): Args {
  const { values } = parse(args);
  const rows = (values.rows ?? ROWS.join(',')).split(',').filter((row) => row !== '');
  const unknown = rows.filter((row) => !(ROWS as readonly string[]).includes(row));
  const seconds = Number(values.seconds ?? '20');
  if (unknown.length > 0 || rows.length === 0 || !(seconds > 0)) throw new Error(USAGE);
  return {
    rows: rows as RowName[],
    seconds,
    seed: values.seed ?? '1',
    json: values.json,
    profile: values.profile,
    growthMax: values['growth-max'] ?? false,
    shares: SHARES,
  };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        rows: { type: 'string' },
        seconds: { type: 'string' },
        seed: { type: 'string' },
        json: { type: 'string' },
        profile: { type: 'string' },
        'growth-max': { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${USAGE}`);
  }
}
