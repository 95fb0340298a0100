import 'reflect-metadata';
import { runService } from '@meridian/platform/boot';
import { reconciliationService } from './app';
import { readReconciliationConfig } from './config';

async function main(): Promise<void> {
  await runService(reconciliationService(readReconciliationConfig()));
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
