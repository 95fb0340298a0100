import { runGateway } from '@meridian/gateway-kit/boot';
import { readConfig } from './config';
import { TakeCallbackController } from './take-callback.controller';
import { WechatGateway } from './wechat.gateway';

async function main(): Promise<void> {
  await runGateway({ gateway: new WechatGateway(), config: readConfig(), controllers: [TakeCallbackController] });
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : 'failed'}\n`);
  process.exit(1);
});
