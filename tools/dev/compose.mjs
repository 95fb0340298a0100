/**
 * The two one-shot steps of docker-compose.yml. `secrets` runs first and fills the shared volume: secrets, the broker's configuration, one
 * environment file per app. `provision` runs when the servers are up: database, stream, migrations.
 */
import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { environmentOf, sandboxSecrets } from './environment.mjs';
import { migrate } from './migrate.mjs';
import { putFactsStream } from './nats.mjs';
import { ADMIN, brokerConfig } from './nats-config.mjs';
import { isCommand } from './paths.mjs';
import { databaseUrl, provision } from './provision.mjs';
import { loadSecrets, writePrivate } from './secrets.mjs';
import { processes, roleOf, sandboxFronts, services } from './topology.mjs';

/** Where every container finds the shared volume. */
export const SHARED = '/run/meridian';
const DATABASE = 'meridian';
const APP_PORT = 8080;
/** Of the gateways, and never published: Prometheus joins the containers' own network. */
const METRICS_PORT = 9464;

/** The port a name listens on inside its container; the sandbox has four. @param {string} name */
export const containerPort = (name) =>
  name.endsWith('-metrics') ? METRICS_PORT : APP_PORT + Math.max(0, sandboxFronts.map((front) => `sandbox-${front}`).indexOf(name));

/**
 * Containers reach each other by their service's name.
 * @param {import('./secrets.mjs').Secrets} secrets
 * @returns {import('./environment.mjs').Place}
 */
export const composePlace = ({ nats, postgres }) => ({
  httpHost: '0.0.0.0',
  port: containerPort,
  url: (name) => `http://${name.startsWith('sandbox-') ? 'sandbox' : name}:${containerPort(name)}`,
  natsUrl: (user) => `nats://${user}:${user === ADMIN ? nats.admin : nats.users[user]}@nats:4222`,
  databaseUrl: (service) =>
    databaseUrl(serverUrl, { database: DATABASE, role: roleOf(DATABASE, service), password: postgres.services[service] ?? '' }),
  sandboxSecretsFile: `${SHARED}/sandbox-secrets.json`,
  sandboxSeed: randomUUID(),
  logLevel: 'info',
});

const serverUrl = 'postgres://postgres@postgres:5432/postgres';

/** @param {string} folder */
export async function writeShared(folder) {
  mkdirSync(folder, { recursive: true });
  const secrets = await loadSecrets(folder);
  const place = composePlace(secrets);
  writePrivate(path.join(folder, 'postgres-password'), secrets.postgres.superuser);
  writePrivate(path.join(folder, 'sandbox-secrets.json'), JSON.stringify(sandboxSecrets(secrets)));
  const broker = { name: 'meridian', host: '0.0.0.0', port: 4222, monitorPort: 8222, storeFolder: '/data', version: '2.14.0' };
  writePrivate(path.join(folder, 'nats.conf'), brokerConfig({ ...broker, passwords: secrets.nats }));
  for (const { app } of processes) writePrivate(path.join(folder, `${app}.env`), environmentFile(environmentOf(app, place, secrets)));
}

/**
 * A file for `node --env-file`: values in single quotes may hold line ends and double quotes, as keys and JSON do.
 * @param {Record<string, string>} environment
 */
export function environmentFile(environment) {
  return Object.entries(environment)
    .map(([name, value]) => {
      if (value.includes("'")) throw new Error(`${name} holds a single quote, which an environment file cannot`);
      return `${name}='${value}'\n`;
    })
    .join('');
}

/** @param {string} folder */
async function provisionServers(folder) {
  const secrets = await loadSecrets(folder);
  await provision(databaseUrl(serverUrl, { password: secrets.postgres.superuser }), DATABASE, secrets.postgres);
  await putFactsStream(composePlace(secrets).natsUrl(ADMIN));
  const owner = { database: DATABASE, role: roleOf(DATABASE, 'owner'), password: secrets.postgres.owner };
  await migrate(databaseUrl(serverUrl, owner), services, (line) => console.log(line));
}

if (isCommand(import.meta.url)) {
  const steps = { secrets: writeShared, provision: provisionServers };
  const step = steps[/** @type {keyof typeof steps} */ (process.argv[2])];
  if (!step) throw new Error('node tools/dev/compose.mjs secrets|provision');
  step(SHARED).catch((error) => {
    console.error(error);
    process.exitCode = 1;
  });
}
