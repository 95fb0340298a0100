/** PostgreSQL and NATS of a stack, ready for its services: either its own, or those that DATABASE_URL and NATS_URL name. */

import { namedNats, putFactsStream, startNats } from './nats.mjs';
import { ADMIN } from './nats-config.mjs';
import { namedPostgres, startPostgres } from './postgres.mjs';
import { databaseUrl, provision } from './provision.mjs';
import { roleOf } from './topology.mjs';

/**
 * @typedef {object} Servers
 * @property {string} superuserUrl the stack's database with a role that may do anything
 * @property {string} ownerUrl the stack's database with the role that owns its schemas
 * @property {(service: string) => string} databaseUrl the stack's database with a service's role
 * @property {(user: string) => string} natsUrl
 */

/**
 * @typedef {object} ServerOptions
 * @property {import('./process-table.mjs').ProcessTable} table
 * @property {string} name the stack's
 * @property {string} folder the stack's
 * @property {import('./ports.mjs').Ports} ports
 * @property {import('./secrets.mjs').Secrets} secrets
 * @property {Record<string, string>} [postgresSettings]
 * @property {(line: string) => void} print
 */

/**
 * @param {ServerOptions} options
 * @returns {Promise<Servers>}
 */
export async function startServers(options) {
  const [database, natsUrl] = await Promise.all([openDatabase(options), openBroker(options)]);
  return { ...database, natsUrl };
}

/** @param {ServerOptions} options */
async function openDatabase({ table, folder, ports, secrets, postgresSettings, print }) {
  const named = process.env.DATABASE_URL;
  const { superuser, owner, services } = secrets.postgres;
  const server = named
    ? await namedPostgres(named, print)
    : await startPostgres(table, { folder, port: ports.port('postgres'), password: superuser, settings: postgresSettings ?? {} });
  const database = process.env.MERIDIAN_DATABASE ?? 'meridian';
  await provision(server.url, database, { owner, services });
  print(server.ours ? `PostgreSQL is up on port ${ports.port('postgres')}` : 'PostgreSQL of DATABASE_URL is ready');
  return {
    superuserUrl: databaseUrl(server.url, { database }),
    ownerUrl: databaseUrl(server.url, { database, role: roleOf(database, 'owner'), password: owner }),
    /** @param {string} service */
    databaseUrl: (service) => {
      const role = { database, role: roleOf(database, service), password: services[service] ?? '' };
      return databaseUrl(server.url, server.sockets === undefined ? role : { ...role, sockets: server.sockets });
    },
  };
}

/** @param {ServerOptions} options */
async function openBroker({ table, name, folder, ports, secrets, print }) {
  const named = process.env.NATS_URL;
  const own = { name, folder, port: ports.port('nats'), monitorPort: ports.port('nats-monitor'), passwords: secrets.nats };
  const broker = named ? await namedNats(named, print) : await startNats(table, own, print);
  await putFactsStream(broker.url(ADMIN));
  print(`${broker.says} is up${named ? '' : ` on port ${own.port}`}`);
  return broker.url;
}
