import 'reflect-metadata';
import { runService } from '@meridian/platform/boot';
import { insuranceService } from './app';
import { readInsuranceConfig } from './config';

runService(insuranceService(readInsuranceConfig())).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
