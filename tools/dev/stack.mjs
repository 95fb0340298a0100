/** Starts the whole of Meridian on this machine: one process per app, each with its own log, none left behind. */
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { appProcess, appsToStart, runMigrations } from './app-process.mjs';
import { environmentOf, sandboxSecrets } from './environment.mjs';
import { forgetLive, sayLive } from './live-file.mjs';
import { stackFolder } from './paths.mjs';
import { claimPorts } from './ports.mjs';
import { dataFolder } from './postgres.mjs';
import { ProcessTable } from './process-table.mjs';
import { loadSecrets, writePrivate } from './secrets.mjs';
import { startServers } from './servers.mjs';
import { metricsPortOf, sandboxFronts, services } from './topology.mjs';

/**
 * @typedef {object} StackOptions
 * @property {string} [name] stacks of different names live side by side; `start` unless told
 * @property {string} [dataDir] the folder of its secrets, data and logs; `.local/<name>` unless told
 * @property {boolean} [quiet] print nothing but warnings
 * @property {boolean} [fresh] throw away the data of an earlier run
 * @property {readonly string[]} [only] the apps to start; all unless told, and `[]` is PostgreSQL and NATS alone
 * @property {Record<string, Record<string, string>>} [overrides] environment variables to add or change, by app
 * @property {Record<string, string>} [postgresSettings] settings of our own PostgreSQL to add or change; a measurement asks for its counters
 * @property {AbortSignal} [signal] ends the stack, in the middle of its start too
 * @property {(line: string) => void} [print] where progress goes; the console unless told
 */

/**
 * @typedef {object} Stack
 * @property {string} name
 * @property {string} folder
 * @property {import('./secrets.mjs').Secrets} secrets
 * @property {Readonly<Record<string, string>>} urls the HTTP base URL of each app that runs, and of `sandbox-admin`, `sandbox-wechat`,
 *   `sandbox-insurance`, `sandbox-his`
 * @property {string} superuserUrl the database with a role that may do anything
 * @property {string} ownerUrl the database with the role that owns the schemas
 * @property {(service: string) => string} databaseUrl the database with a service's own role
 * @property {(user: string) => string} natsUrl the broker as an app's user, or as `admin`
 * @property {string} natsMonitorUrl where our own broker tells its figures
 * @property {(app: string) => Record<string, string>} env an app's environment
 * @property {(app: string) => string} metricsUrl where an app tells its metrics
 * @property {Readonly<Record<string, number>>} pids of everything that runs now: apps, `postgres`, `nats`
 * @property {(name: string, signal?: NodeJS.Signals) => Promise<void>} kill signals (SIGKILL unless told) and waits until it is gone
 * @property {(name: string) => Promise<void>} restart ends it where it runs, starts it as before, waits until it is ready
 * @property {(app: string) => Promise<string>} add starts one more process of an app; answers with its name, such as `payment-2`
 * @property {(name: string) => string} logFile
 * @property {() => Promise<void>} stop ends everything this stack started
 */

/**
 * @param {StackOptions} [options]
 * @returns {Promise<Stack>}
 */
export async function startStack({
  name = 'start',
  dataDir = stackFolder(name),
  quiet = false,
  fresh = false,
  only,
  overrides = {},
  postgresSettings = {},
  signal,
  print,
} = {}) {
  const say = print ?? ((line) => (quiet && !line.startsWith('WARNING') ? undefined : console.log(line)));
  const apps = appsToStart(only, say);
  mkdirSync(dataDir, { recursive: true });
  const table = await ProcessTable.open(dataDir);
  /** @type {import('./ports.mjs').Ports | undefined} */
  let ports;
  const stop = async () => {
    forgetLive(dataDir);
    await table.stop();
    ports?.release();
  };
  const onAbort = () => void stop();
  signal?.addEventListener('abort', onAbort, { once: true });
  try {
    if (fresh) forgetData(dataDir);
    ports = await claimSamePorts(dataDir);
    signal?.throwIfAborted();
    table.onCrash = (who, how, tail) => say(`WARNING: ${who} ended with ${how}:\n${tail}`);
    return await bringUp({ table, name, folder: dataDir, ports, apps, overrides, postgresSettings, print: say, stop });
  } catch (error) {
    await stop();
    throw signal?.aborted ? new Error('stopped while starting', { cause: error }) : error;
  }
}

/**
 * @param {{ table: ProcessTable, name: string, folder: string, ports: import('./ports.mjs').Ports, apps: readonly string[],
 *   overrides: Record<string, Record<string, string>>, postgresSettings: Record<string, string>, print: (line: string) => void, stop: () => Promise<void> }} parts
 * @returns {Promise<Stack>}
 */
async function bringUp({ table, name, folder, ports, apps, overrides, postgresSettings, print, stop }) {
  const secrets = await loadSecrets(folder);
  const sandboxSecretsFile = path.join(folder, 'sandbox-secrets.json');
  writePrivate(sandboxSecretsFile, JSON.stringify(sandboxSecrets(secrets), undefined, 2));
  /** @param {string} of */
  const url = (of) => `http://127.0.0.1:${ports.port(of)}`;
  const local = {
    httpHost: '127.0.0.1',
    port: ports.port,
    url,
    sandboxSecretsFile,
    sandboxSeed: randomUUID(),
    logLevel: process.env.MERIDIAN_LOG_LEVEL ?? 'info',
    tracing: Object.fromEntries(
      Object.entries(process.env).flatMap(([name, value]) => (name.startsWith('MERIDIAN_TRACE_') && value ? [[name, value]] : [])),
    ),
  };

  const sandbox = apps.includes('sandbox')
    ? table.start(appProcess('sandbox', environmentOf('sandbox', { ...local, natsUrl: url, databaseUrl: url }, secrets), overrides))
    : undefined;
  sandbox?.catch(() => {}); // awaited below, after the servers
  const servers = await startServers({ table, name, folder, ports, secrets, postgresSettings, print });
  const place = { ...local, natsUrl: servers.natsUrl, databaseUrl: servers.databaseUrl };
  /** @param {string} app */
  const env = (app) => environmentOf(app, place, secrets);

  await runMigrations({ table, ownerUrl: servers.ownerUrl, chosen: services.filter((service) => apps.includes(service)), print });
  await sandbox;
  const meridian = apps.filter((app) => app !== 'sandbox');
  await Promise.all(meridian.map((app) => table.start(appProcess(app, env(app), overrides))));
  if (apps.length > 0) print(`${apps.length} apps are up`);

  const urls = urlsOf(apps, url);
  sayLive(folder, { urls, ownerUrl: servers.ownerUrl });

  return {
    name,
    folder,
    secrets,
    urls,
    superuserUrl: servers.superuserUrl,
    ownerUrl: servers.ownerUrl,
    databaseUrl: servers.databaseUrl,
    natsUrl: servers.natsUrl,
    natsMonitorUrl: url('nats-monitor'),
    env,
    metricsUrl: (app) => `${url(metricsPortOf(app))}/metrics`,
    get pids() {
      return table.pids;
    },
    kill: (who, how) => table.kill(who, how),
    restart: (who) => table.restart(who),
    add: adding({ table, env, ports, overrides }),
    logFile: (who) => table.logFile(who),
    stop,
  };
}

/**
 * @param {readonly string[]} apps
 * @param {(of: string) => string} url
 */
const urlsOf = (apps, url) =>
  Object.fromEntries(
    apps.flatMap((app) => (app === 'sandbox' ? sandboxFronts.map((front) => `sandbox-${front}`) : [app])).map((of) => [of, url(of)]),
  );

/**
 * @param {{ table: ProcessTable, env: (app: string) => Record<string, string>, ports: import('./ports.mjs').Ports,
 *   overrides: Record<string, Record<string, string>> }} parts
 * @returns {Stack['add']}
 */
function adding({ table, env, ports, overrides }) {
  /** @type {Map<string, number>} */
  const added = new Map();
  return async (app) => {
    const instance = (added.get(app) ?? 1) + 1;
    added.set(app, instance);
    const usual = env(app);
    const metrics = 'MERIDIAN_METRICS_PORT' in usual ? { MERIDIAN_METRICS_PORT: String(ports.spare()) } : {};
    const own = { ...usual, MERIDIAN_HTTP_PORT: String(ports.spare()), ...metrics };
    await table.start({ ...appProcess(app, own, overrides), name: `${app}-${instance}` });
    return `${app}-${instance}`;
  };
}

/** @param {string} folder */
function forgetData(folder) {
  for (const data of [dataFolder(folder), path.join(folder, 'jetstream')]) rmSync(data, { recursive: true, force: true });
}

/**
 * The block of ports of the last run, where it is still free, so that links stay the same.
 * @param {string} folder
 */
async function claimSamePorts(folder) {
  const file = path.join(folder, 'ports.json');
  const ports = await claimPorts(existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).block : undefined);
  writeFileSync(file, JSON.stringify({ block: ports.block }));
  return ports;
}
