import { writeFileSync } from 'node:fs';
import { type Args, readArgs } from './args';
import { type Result, Run } from './run';
import { openWorld } from './world';

const print = (line: string): void => console.log(line);

/** @returns the exit code: 1 when the run is void */
export async function main(argv: readonly string[]): Promise<number> {
  const args = readArgs(argv);
  const world = await openWorld({ name: 'bench', profileTo: args.profile });
  const interrupted = (): void => void world.close().then(() => process.exit(130));
  process.once('SIGINT', interrupted);
  process.once('SIGTERM', interrupted);
  try {
    const result = await new Run(world, args, print).all();
    print('');
    for (const reason of result.void) print(`VOID: ${reason}`);
    save(result, args);
    return result.void.length > 0 ? 1 : 0;
  } finally {
    await world.close();
  }
}

function save(result: Result, { json }: Args): void {
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(result, undefined, 2)}\n`);
}
