import { writeFileSync } from 'node:fs';
import { checkBooks } from './check';
import { readConfig } from './config';
import { linesOf } from './print';
import { watchBooks } from './watch';

/** `npm run books`: compares everybody's books once, or watches them. Exit code 1 on any difference. */
async function main(): Promise<number> {
  const config = readConfig(process.argv.slice(2));
  if (config.watchMs !== undefined) {
    const ended = new AbortController();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => ended.abort());
    await watchBooks(config, { everyMs: config.watchMs, signal: ended.signal, say: (line) => console.log(line) });
    return 0;
  }
  const report = await checkBooks(config);
  for (const line of linesOf(report)) console.log(line);
  if (config.json) writeFileSync(config.json, `${JSON.stringify(report, undefined, 2)}\n`);
  return report.ok ? 0 : 1;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  },
);
