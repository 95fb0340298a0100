import { runGateway } from '@meridian/gateway-kit/boot';
import { readConfig } from './config';
import { KioskGateway } from './kiosk.gateway';

async function main(): Promise<void> {
  await runGateway({ gateway: new KioskGateway(), config: readConfig() });
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : 'failed'}\n`);
  process.exit(1);
});
