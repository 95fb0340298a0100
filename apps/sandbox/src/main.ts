import { readConfig } from './config';
import { hisParty } from './his/his.party';
import { insuranceParty } from './insurance/insurance.party';
import { startSandbox } from './sandbox';
import { wechatParty } from './wechat/wechat.party';

/** Runs the outside world until SIGTERM or SIGINT. The ready line on stdout carries the ports really taken. */
async function main(): Promise<void> {
  const sandbox = await startSandbox(readConfig(), { wechat: wechatParty, insurance: insuranceParty, his: hisParty });
  process.stdout.write(`READY ${JSON.stringify(sandbox.ports)}\n`);
  const stop = (): void => void sandbox.close().then(() => process.exit(0));
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
