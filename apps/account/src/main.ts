import 'reflect-metadata';
import { runService } from '@meridian/platform/boot';
import { accountService } from './app';
import { readAccountConfig } from './config';

async function main(): Promise<void> {
  await runService(accountService(readAccountConfig()));
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
