/**
 * The database of a stack: an owner role for migrations, and for each service a login role that sees its own schema and nothing else.
 * Idempotent; passwords are set to those in the secrets each time.
 */
import pg from 'pg';
import { roleOf, schemaOf, services } from './topology.mjs';

const name = pg.escapeIdentifier;
const text = pg.escapeLiteral;

/**
 * @param {string} adminUrl a role that may create roles and databases
 * @param {string} database
 * @param {{ owner: string, services: Record<string, string> }} passwords
 */
export async function provision(adminUrl, database, passwords) {
  const owner = roleOf(database, 'owner');
  await withClient(adminUrl, async (client) => {
    await putRole(client, owner, passwords.owner);
    for (const service of services) await putRole(client, roleOf(database, service), password(passwords, service));
    // A creator that is no superuser has to be a member of the owner to give it things.
    await client.query(`grant ${name(owner)} to current_user`);
    const { rowCount } = await client.query('select from pg_database where datname = $1', [database]);
    if (rowCount === 0) await client.query(`create database ${name(database)} owner ${name(owner)}`);
  });
  await withClient(databaseUrl(adminUrl, { database }), async (client) => {
    await client.query(`revoke all on database ${name(database)} from public`);
    await client.query('revoke all on schema public from public');
    for (const service of services) await putSchema(client, { database, service, owner });
  });
}

/**
 * @param {pg.Client} client
 * @param {string} role
 * @param {string} secret
 */
async function putRole(client, role, secret) {
  const { rowCount } = await client.query('select from pg_roles where rolname = $1', [role]);
  const verb = rowCount === 0 ? 'create' : 'alter';
  await client.query(`${verb} role ${name(role)} login nocreatedb nocreaterole noinherit password ${text(secret)}`);
}

/**
 * @param {pg.Client} client
 * @param {{ database: string, service: string, owner: string }} of
 */
async function putSchema(client, { database, service, owner }) {
  const schema = name(schemaOf(service));
  const role = name(roleOf(database, service));
  await client.query(`create schema if not exists ${schema} authorization ${name(owner)}`);
  await client.query(`grant usage on schema ${schema} to ${role}`);
  await client.query(`grant connect, temporary on database ${name(database)} to ${role}`);
  await client.query(`alter role ${role} in database ${name(database)} set search_path = ${schema}`);
}

/**
 * The same server's URL with another database, role or password, or by way of its Unix socket.
 * @param {string} url
 * @param {{ database?: string, role?: string, password?: string, sockets?: string }} change
 */
export function databaseUrl(url, { database, role, password: secret, sockets }) {
  const changed = new URL(url);
  if (database !== undefined) changed.pathname = `/${database}`;
  if (role !== undefined) changed.username = role;
  if (secret !== undefined) changed.password = secret;
  if (sockets !== undefined) changed.searchParams.set('host', sockets);
  return changed.href;
}

/**
 * @param {{ services: Record<string, string> }} passwords
 * @param {string} service
 */
function password(passwords, service) {
  const secret = passwords.services[service];
  if (secret === undefined) throw new Error(`the secrets hold no database password for ${service}`);
  return secret;
}

/**
 * @param {string} url
 * @param {(client: pg.Client) => Promise<void>} work
 */
async function withClient(url, work) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
