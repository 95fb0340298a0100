/**
 * Brings every service's schema up to date as the owner role, one service after another, and gives the service's role its rights.
 * `MERIDIAN_OWNER_URL` names the database and the owner role; arguments name services, none means all.
 *
 * A service exports from storage/migrations.ts: `migrations`, TypeORM migration classes; and where it has any, `appendOnly`, the names of
 * tables whose rows are never changed.
 */
import 'reflect-metadata';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { isCommand, ROOT } from './paths.mjs';
import { roleOf, schemaOf, services } from './topology.mjs';

/**
 * @param {string} ownerUrl
 * @param {readonly string[]} chosen services
 * @param {(line: string) => void} print
 */
export async function migrate(ownerUrl, chosen, print) {
  const database = new URL(ownerUrl).pathname.slice(1);
  const lock = new pg.Client({ connectionString: ownerUrl });
  await lock.connect();
  try {
    // Two starts at once must not run the same migration twice; the lock goes with the connection.
    await lock.query(`select pg_advisory_lock(hashtext('meridian migrations'))`);
    for (const service of chosen) {
      const storage = storageOf(service);
      if (storage) print(`${service}: ${await migrateService(ownerUrl, database, service, storage)}`);
      else print(`${service}: has no dist/storage/migrations.js, skipped`);
    }
  } finally {
    await lock.end();
  }
}

/**
 * @typedef {object} Storage
 * @property {(new () => import('typeorm').MigrationInterface)[]} migrations
 * @property {readonly string[]} [appendOnly]
 */

/**
 * @param {string} service
 * @returns {Storage | undefined}
 */
function storageOf(service) {
  const file = path.join(ROOT, `apps/${service}/dist/storage/migrations.js`);
  return existsSync(file) ? createRequire(import.meta.url)(file) : undefined;
}

/**
 * @param {string} ownerUrl
 * @param {string} database
 * @param {string} service
 * @param {Storage} storage
 */
export async function migrateService(ownerUrl, database, service, { migrations, appendOnly = [] }) {
  const schema = schemaOf(service);
  const source = new DataSource({
    type: 'postgres',
    url: ownerUrl,
    schema,
    migrations,
    migrationsTableName: 'migration',
    migrationsTransactionMode: 'each',
    extra: { options: `-c search_path=${schema}`, max: 2 },
  });
  await source.initialize();
  try {
    const ran = await source.runMigrations();
    await source.transaction(async (manager) => {
      for (const statement of grants(schema, roleOf(database, service))) await manager.query(statement);
      for (const table of appendOnly) await protect(manager, { schema, table, role: roleOf(database, service) });
    });
    return ran.length === 0 ? 'up to date' : ran.map(({ name }) => name).join(', ');
  } finally {
    await source.destroy();
  }
}

/**
 * A service reads and writes the rows of its tables; it changes no table, and its own migration history is not its business.
 * @param {string} schema
 * @param {string} role
 */
const grants = (schema, role) => [
  `grant usage on schema "${schema}" to "${role}"`,
  `grant select, insert, update, delete on all tables in schema "${schema}" to "${role}"`,
  `grant usage, select on all sequences in schema "${schema}" to "${role}"`,
  `alter default privileges in schema "${schema}" grant select, insert, update, delete on tables to "${role}"`,
  `alter default privileges in schema "${schema}" grant usage, select on sequences to "${role}"`,
  `revoke all on "${schema}"."migration" from "${role}"`,
];

/**
 * Takes the rights to change rows of a table and, where it has any, of its partitions.
 * @param {import('typeorm').EntityManager} manager
 * @param {{ schema: string, table: string, role: string }} of
 */
async function protect(manager, { schema, table, role }) {
  const name = `"${schema}"."${table}"`;
  /** @type {{ name: string }[]} */
  const partitions = await manager.query(
    `select relid::regclass::text as name from pg_partition_tree($1::regclass) where relid <> $1::regclass`,
    [name],
  );
  for (const each of [name, ...partitions.map((partition) => partition.name)]) {
    await manager.query(`revoke update, delete, truncate on ${each} from "${role}"`);
  }
}

if (isCommand(import.meta.url)) {
  const ownerUrl = process.env.MERIDIAN_OWNER_URL;
  if (!ownerUrl) throw new Error('MERIDIAN_OWNER_URL is not set: the URL of the database with the owner role');
  const named = process.argv.slice(2);
  migrate(ownerUrl, named.length > 0 ? named : services, (line) => console.log(line)).catch((error) => {
    console.error(error);
    process.exitCode = 1;
  });
}
