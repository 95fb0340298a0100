/** A nats-server of our own with JetStream, and the one stream of facts. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { connect, DiscardPolicy, nanos, RetentionPolicy, StorageType } from 'nats';
import { findNats } from './nats-binary.mjs';
import { ADMIN, brokerConfig, FACTS_STREAM, syncsAlways } from './nats-config.mjs';
import { writePrivate } from './secrets.mjs';

const DAY_MS = 86_400_000;

/**
 * @typedef {object} Broker
 * @property {(user: string) => string} url with the user's name and password; on a named broker the same for everybody
 * @property {string} says what it is, in words
 */

/**
 * Starts the stack's own broker and waits until JetStream answers.
 * @param {import('./process-table.mjs').ProcessTable} table
 * @param {{ name: string, folder: string, port: number, monitorPort: number, passwords: { admin: string, users: Record<string, string> } }} options
 * @param {(line: string) => void} print
 * @returns {Promise<Broker>}
 */
export async function startNats(table, { name, folder, port, monitorPort, passwords }, print) {
  const { file, from, version } = await findNats();
  if (!syncsAlways(version)) print(`WARNING: ${oldServer(`nats-server ${version}`)}`);
  const storeFolder = path.join(folder, 'jetstream');
  mkdirSync(storeFolder, { recursive: true });
  const config = path.join(folder, 'nats.conf');
  writePrivate(config, brokerConfig({ name: `meridian-${name}`, host: '127.0.0.1', port, monitorPort, storeFolder, version, passwords }));
  await table.start({
    name: 'nats',
    command: file,
    args: ['-c', config],
    env: { PATH: process.env.PATH ?? '' },
    stage: 0,
    ready: () => isHealthy(`http://127.0.0.1:${monitorPort}`),
  });
  /** @param {string} user */
  const url = (user) => `nats://${user}:${user === ADMIN ? passwords.admin : passwords.users[user]}@127.0.0.1:${port}`;
  return { url, says: `nats-server ${version} (${from})` };
}

/** @param {string} monitorUrl */
async function isHealthy(monitorUrl) {
  try {
    const response = await fetch(`${monitorUrl}/healthz?js-enabled-only=true`, { signal: AbortSignal.timeout(1_000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

/**
 * Takes a broker that somebody named. Its users are not ours to make, so every process uses the URL's own.
 * @param {string} url
 * @param {(line: string) => void} print
 * @returns {Promise<Broker>}
 */
export async function namedNats(url, print) {
  const connection = await connect(serverAt(url)).catch((error) => {
    throw new Error(`NATS_URL does not answer: ${error.message}`);
  });
  const version = connection.info?.version ?? '0.0.0';
  await connection.close();
  print('WARNING: on the broker of NATS_URL every process has the same rights; subject permissions are not in force');
  if (!syncsAlways(version)) print(`WARNING: ${oldServer(`the broker of NATS_URL is version ${version}: it`)}`);
  else print(...(await syncDoubts(process.env.MERIDIAN_NATS_MONITOR_URL)));
  return { url: () => url, says: `the broker of NATS_URL, version ${version}` };
}

/** @param {string} who */
const oldServer = (who) =>
  `${who} cannot sync every message to disk (that needs 2.10): a power cut may lose messages; outboxes replay them`;

/**
 * Whether a broker syncs every message can only be read at its monitoring port.
 * @param {string | undefined} monitorUrl
 * @returns {Promise<[string]>}
 */
async function syncDoubts(monitorUrl) {
  if (!monitorUrl) {
    return [
      'WARNING: whether the broker of NATS_URL syncs every message could not be checked; set MERIDIAN_NATS_MONITOR_URL to its monitoring address',
    ];
  }
  const response = await fetch(new URL('/varz', monitorUrl), { signal: AbortSignal.timeout(5_000) });
  const { jetstream } = /** @type {{ jetstream?: { config?: { sync_always?: boolean } } }} */ (await response.json());
  if (jetstream?.config?.sync_always === true) return ['the broker of NATS_URL syncs every message'];
  return ['WARNING: the broker of NATS_URL does not sync every message to disk: a power cut may lose messages; outboxes replay them'];
}

/**
 * Makes the stream of facts, or brings it to this shape.
 * @param {string} adminUrl
 */
export async function putFactsStream(adminUrl) {
  const connection = await connect(serverAt(adminUrl));
  try {
    const manager = await connection.jetstreamManager();
    const config = {
      name: FACTS_STREAM,
      subjects: ['fact.>'],
      storage: StorageType.File,
      retention: RetentionPolicy.Limits,
      discard: DiscardPolicy.Old,
      max_age: nanos(7 * DAY_MS),
      duplicate_window: nanos(2 * 60_000),
    };
    const known = await manager.streams.info(FACTS_STREAM).catch((error) => {
      if (error.api_error?.code === 404) return undefined;
      throw error;
    });
    if (known) await manager.streams.update(FACTS_STREAM, config);
    else await manager.streams.add(config);
  } finally {
    await connection.close();
  }
}

/**
 * Connection options from a URL with user and password: the client does not read them from the URL itself.
 * @param {string} url
 */
export function serverAt(url) {
  const { host, username, password } = new URL(url);
  return {
    servers: host,
    ...(username !== '' && { user: decodeURIComponent(username), pass: decodeURIComponent(password), inboxPrefix: `_INBOX_${username}` }),
  };
}
