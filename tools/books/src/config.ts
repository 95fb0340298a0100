import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { liveFile } from '@meridian/dev/live-file';

export interface BooksConfig {
  readonly sandboxAdminUrl: string;
  readonly databaseUrl: string;
  readonly json: string | undefined;
  /** Watch and serve metrics, looking again this often; once unless told. */
  readonly watchMs: number | undefined;
  readonly port: number;
  readonly ignoreUnrest: boolean;
}

const USAGE = `npm run books -- [--stack NAME] [--sandbox URL --database URL] [--json FILE] [--now] [--watch SECONDS --port PORT]
  Without addresses, those of the running stack (npm start); MERIDIAN_BOOKS_URL and MERIDIAN_OWNER_URL name others.
  --now judges what is at rest at once, instead of waiting for everything to come to rest.`;

/** What was typed, then the environment, then the running stack. @throws with the usage when an address is missing */
export function readConfig(args: readonly string[], env = process.env): BooksConfig {
  const text = { type: 'string' } as const;
  const options = { stack: text, sandbox: text, database: text, json: text, watch: text, port: text, now: { type: 'boolean' } } as const;
  const { values } = parseArgs({ args: [...args], options });
  const live = readLive(values.stack ?? env.MERIDIAN_STACK ?? 'start');
  const sandboxAdminUrl = values.sandbox ?? env.MERIDIAN_BOOKS_URL ?? live?.sandboxAdminUrl;
  const databaseUrl = values.database ?? env.MERIDIAN_OWNER_URL ?? live?.databaseUrl;
  if (!sandboxAdminUrl || !databaseUrl) throw new Error(`no stack is running here, and no address was given\n${USAGE}`);
  return {
    sandboxAdminUrl,
    databaseUrl,
    json: values.json,
    watchMs: values.watch === undefined ? undefined : positive(values.watch, '--watch') * 1000,
    port: values.port === undefined ? 0 : positive(values.port, '--port'),
    ignoreUnrest: values.now ?? false,
  };
}

function readLive(stack: string): { sandboxAdminUrl: string | undefined; databaseUrl: string } | undefined {
  const file = liveFile(stack);
  if (!existsSync(file)) return undefined;
  const { urls, ownerUrl } = JSON.parse(readFileSync(file, 'utf8')) as { urls: Record<string, string>; ownerUrl: string };
  return { sandboxAdminUrl: urls['sandbox-admin'], databaseUrl: ownerUrl };
}

function positive(text: string, flag: string): number {
  const number = Number(text);
  if (!Number.isFinite(number) || number <= 0) throw new Error(`${flag} wants a number above zero, not "${text}"\n${USAGE}`);
  return number;
}
