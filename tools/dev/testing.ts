import { rmSync } from 'node:fs';
import pg from 'pg';
import { stackFolder } from './paths.mjs';
import { dataFolder } from './postgres.mjs';

export async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Removes what a stopped stack leaves on the disk. */
export function forgetStack(name: string): void {
  for (const folder of [dataFolder(stackFolder(name)), stackFolder(name)]) rmSync(folder, { recursive: true, force: true });
}
