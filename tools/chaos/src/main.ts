import { writeFileSync } from 'node:fs';
import { type ChaosConfig, readConfig } from './config';
import { runDrill } from './drills';
import type { DrillResult } from './figures';
import { linesOf } from './print';
import { Theatre } from './theatre';

/** `npm run chaos`: crash drills on real processes. Exit code 1 when a cell, a hole or a drill fails. */
async function main(config: ChaosConfig): Promise<number> {
  const say = (line: string): void => console.log(line);
  const theatre = await Theatre.open({ name: 'chaos' });
  let stopping: Promise<void> | undefined;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      stopping ??= theatre.close();
      void stopping.finally(() => process.exit(130));
    });
  }
  const results: DrillResult[] = [];
  try {
    for (const drill of config.drills) {
      say(`${drill} (seed ${config.seed})`);
      const done = await runDrill(theatre, drill, config, (line) => say(`  ${line}`));
      results.push(...done);
      for (const line of done.flatMap(linesOf)) say(`  ${line}`);
    }
  } finally {
    stopping ??= theatre.close();
    await stopping;
  }
  if (config.json) writeFileSync(config.json, `${JSON.stringify({ seed: config.seed, results }, undefined, 2)}\n`);
  const failed = results.filter(({ problems, late }) => problems.length + late.length > 0);
  const injected = results.reduce((sum, { times }) => sum + times, 0);
  const recovered = results.reduce((sum, one) => sum + one.recovered, 0);
  say(`${injected} faults injected, ${recovered} recovered; ${failed.length === 0 ? 'every drill passed' : `${failed.length} FAILED`}`);
  return failed.length === 0 ? 0 : 1;
}

Promise.resolve()
  .then(() => main(readConfig(process.argv.slice(2))))
  .then(
    (code) => process.exit(code),
    (error: unknown) => {
      console.error(error instanceof Error ? error.message : error);
      process.exit(1);
    },
  );
