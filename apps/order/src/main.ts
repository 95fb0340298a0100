import 'reflect-metadata';
import { runService } from '@meridian/platform/boot';
import { orderService } from './app';
import { readOrderConfig } from './config';

runService(orderService(readOrderConfig())).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
