import { startTracing } from '@meridian/platform/observe/tracing';
import { bootConsole, NAME } from './boot';
import { readConfig } from './config';

async function main(): Promise<void> {
  const config = readConfig();
  const endTracing = await startTracing(NAME, config);
  const { app, stop } = await bootConsole(config);
  const end = (): void =>
    void stop()
      .then(endTracing, endTracing)
      .finally(() => process.exit(0));
  process.once('SIGTERM', end).once('SIGINT', end);
  process.stdout.write(`READY ${NAME} ${new URL(await app.getUrl()).port}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : 'failed'}\n`);
  process.exit(1);
});
