import 'reflect-metadata';
import { runService } from '@meridian/platform/boot';
import { dataPlatformService } from './app';
import { readDataPlatformConfig } from './config';

async function main(): Promise<void> {
  await runService(dataPlatformService(readDataPlatformConfig()));
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
