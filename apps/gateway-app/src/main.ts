import { runGateway } from '@meridian/gateway-kit/boot';
import { AppGateway } from './app.gateway';
import { readConfig } from './config';

async function main(): Promise<void> {
  await runGateway({ gateway: new AppGateway(), config: readConfig() });
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : 'failed'}\n`);
  process.exit(1);
});
