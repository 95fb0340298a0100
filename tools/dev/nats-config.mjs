/** The broker's configuration: who may say what to whom. Pure: from the topology and the secrets to a text. */
import { processes, processOf } from './topology.mjs';

export const ADMIN = 'admin';
export const FACTS_STREAM = 'FACTS';
/** The development clock: everybody listens, the console and the admin user may move it. */
export const CLOCK_SUBJECT = 'platform.clock.v1';

const MIB = 1024 * 1024;

/**
 * What a process may publish and subscribe to; everything else is refused.
 * @param {string} app
 */
export function permissionsOf(app) {
  const { kind, asks, movesClock } = processOf(app);
  const service = kind === 'service';
  return {
    publish: {
      allow: [
        ...asks.map((asked) => `${asked}.>`),
        ...(movesClock ? [CLOCK_SUBJECT] : []),
        ...(service ? [`fact.${app}.>`, `hint.${app}.>`, ...jetStreamSubjects] : []),
      ],
    },
    subscribe: {
      // Replies come to an inbox nobody else may read. Some facts are also told ahead of the outbox, outside the stream.
      allow: [`_INBOX_${app}.>`, CLOCK_SUBJECT, ...(service ? [`${app}.>`, 'hint.>'] : [])],
    },
    // A service answers into the asker's inbox, for a short while and not more often than an answer and its end need.
    ...(service && { allow_responses: { max: 2, expires: '1m' } }),
  };
}

/** What a service needs of JetStream to follow the facts with durable consumers of its own. Deleting them, and all streams, is the admin's. */
const jetStreamSubjects = [
  '$JS.API.INFO',
  '$JS.API.STREAM.NAMES',
  `$JS.API.STREAM.INFO.${FACTS_STREAM}`,
  // The outboxes are the truth: a relay makes the stream again when its data is lost.
  `$JS.API.STREAM.CREATE.${FACTS_STREAM}`,
  `$JS.API.CONSUMER.CREATE.${FACTS_STREAM}.>`,
  `$JS.API.CONSUMER.DURABLE.CREATE.${FACTS_STREAM}.*`,
  `$JS.API.CONSUMER.INFO.${FACTS_STREAM}.*`,
  `$JS.API.CONSUMER.MSG.NEXT.${FACTS_STREAM}.*`,
  `$JS.ACK.${FACTS_STREAM}.>`,
];

/**
 * @typedef {object} BrokerOptions
 * @property {string} name
 * @property {string} host
 * @property {number} port
 * @property {number} monitorPort
 * @property {string} storeFolder
 * @property {string} version of the server that will read it: `sync_interval: always` exists since 2.10
 * @property {{ admin: string, users: Record<string, string> }} passwords
 */

/**
 * The configuration file. JSON is valid NATS configuration, and quoting is then no question.
 * @param {BrokerOptions} options
 */
export function brokerConfig({ name, host, port, monitorPort, storeFolder, version, passwords }) {
  const users = processes
    .filter(({ kind }) => kind !== 'sandbox')
    .map(({ app }) => ({ user: app, password: passwords.users[app], permissions: permissionsOf(app) }));
  const config = {
    server_name: name,
    host,
    port,
    http: `${host}:${monitorPort}`,
    jetstream: {
      store_dir: storeFolder,
      max_memory_store: 256 * MIB,
      max_file_store: 10_240 * MIB,
      ...(syncsAlways(version) && { sync_interval: 'always' }),
    },
    authorization: { users: [{ user: ADMIN, password: passwords.admin }, ...users] },
  };
  return `${JSON.stringify(config, undefined, 2)}\n`;
}

/** @param {string} version */
export function syncsAlways(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 2 || (major === 2 && minor >= 10);
}
