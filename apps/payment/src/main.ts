import 'reflect-metadata';
import { runService } from '@meridian/platform/boot';
import { paymentService } from './app';
import { readPaymentConfig } from './config';

runService(paymentService(readPaymentConfig())).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
