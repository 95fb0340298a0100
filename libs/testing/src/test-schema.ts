import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { DataSource, type MigrationInterface } from 'typeorm';
import { testDatabaseUrl } from './config';

export interface TestSchema {
  /** The service's own role: SELECT, INSERT, UPDATE, DELETE; on append-only tables SELECT and INSERT. */
  readonly url: string;
  /** The role the tables belong to; what the owner may not do, no grant prevents. */
  readonly ownerUrl: string;
  drop(): Promise<void>;
}

/**
 * A fresh schema with the migrations run in it and a role with the rights a service has in production.
 * @param migrations as a service's storage/migrations.ts exports them
 * @param appendOnly as the same file exports it
 */
export async function testSchema(
  migrations: readonly (new () => MigrationInterface)[],
  appendOnly: readonly string[] = [],
): Promise<TestSchema> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  const secret = randomBytes(12).toString('hex');
  const [role, owner] = [name, `${name}_owner`];
  await execute(testDatabaseUrl(), [
    `CREATE ROLE ${owner} LOGIN PASSWORD '${secret}'`,
    `CREATE ROLE ${role} LOGIN PASSWORD '${secret}'`,
    `CREATE SCHEMA ${name} AUTHORIZATION ${owner}`,
    `ALTER ROLE ${owner} SET search_path = ${name}`,
    `ALTER ROLE ${role} SET search_path = ${name}`,
    `GRANT CONNECT ON DATABASE "${new URL(testDatabaseUrl()).pathname.slice(1)}" TO ${owner}, ${role}`,
  ]);
  const ownerUrl = urlOf(owner, secret);
  await migrate(ownerUrl, name, migrations);
  await execute(ownerUrl, [
    `GRANT USAGE ON SCHEMA ${name} TO ${role}`,
    `GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${name} TO ${role}`,
    `GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA ${name} TO ${role}`,
    ...appendOnly.map((table) => `REVOKE UPDATE, DELETE, TRUNCATE ON ${table} FROM ${role}`),
  ]);
  const drop = () =>
    execute(testDatabaseUrl(), [
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename IN ('${role}', '${owner}')`,
      `DROP SCHEMA ${name} CASCADE`,
      `DROP OWNED BY ${role}, ${owner}`,
      `DROP ROLE ${role}`,
      `DROP ROLE ${owner}`,
    ]);
  return { url: urlOf(role, secret), ownerUrl, drop };
}

function urlOf(role: string, secret: string): string {
  const url = new URL(testDatabaseUrl());
  url.username = role;
  url.password = secret;
  return url.href;
}

async function migrate(url: string, schema: string, migrations: readonly (new () => MigrationInterface)[]): Promise<void> {
  const source = new DataSource({ type: 'postgres', url, schema, migrations: [...migrations], migrationsTableName: 'migration' });
  await source.initialize();
  try {
    await source.runMigrations();
  } finally {
    await source.destroy();
  }
}

async function execute(url: string, statements: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
