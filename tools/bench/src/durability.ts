import { Client } from 'pg';
import type { World } from './world';

/** What the running servers themselves say about keeping what they acknowledged. */
export interface Durability {
  readonly settings: Readonly<Record<string, string>>;
  readonly durable: boolean;
}

const WANTED: Readonly<Record<string, string>> = {
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  'role settings that override': '0',
  'jetstream sync always': 'true',
};

/** @throws when a server does not answer */
export async function readDurability({ stack }: World): Promise<Durability> {
  const client = new Client({ connectionString: stack.superuserUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string; setting: string }>(
      `SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes', 'wal_sync_method', 'server_version')
       UNION ALL SELECT 'role settings that override', count(*)::text FROM pg_db_role_setting, unnest(setconfig) AS one
         WHERE one ~ '^(fsync|synchronous_commit|full_page_writes)='`,
    );
    const varz = (await (await fetch(`${stack.natsMonitorUrl}/varz`)).json()) as Varz;
    const settings = {
      ...Object.fromEntries(rows.map(({ name, setting }) => [name, setting])),
      'jetstream sync always': String(varz.jetstream?.config?.sync_always ?? false),
      'nats-server': varz.version,
    };
    return { settings, durable: isDurable(settings) };
  } finally {
    await client.end();
  }
}

interface Varz {
  readonly version: string;
  readonly jetstream?: { readonly config?: { readonly sync_always?: boolean } };
}

export const isDurable = (settings: Readonly<Record<string, string>>): boolean =>
  Object.entries(WANTED).every(([name, value]) => settings[name] === value);
