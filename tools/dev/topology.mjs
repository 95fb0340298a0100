/**
 * The one table of Meridian's processes. Ports, start order, NATS permissions, database roles, the compose file and its test follow from it.
 */

/**
 * @typedef {object} Process
 * @property {string} app its folder under apps/, its NATS user and its name everywhere else
 * @property {'service' | 'gateway' | 'sandbox'} kind services own a schema and serve `<app>.>`; gateways speak HTTP; the sandbox plays the
 *   outside world and never touches NATS
 * @property {readonly string[]} asks the services whose request subjects it may send to
 * @property {boolean} [movesClock] whether it may move the development clock
 */

/** @type {readonly Process[]} */
export const processes = [
  { app: 'sandbox', kind: 'sandbox', asks: [] },
  { app: 'order', kind: 'service', asks: ['insurance', 'payment'] },
  { app: 'payment', kind: 'service', asks: [] },
  { app: 'insurance', kind: 'service', asks: [] },
  { app: 'account', kind: 'service', asks: [] },
  { app: 'reconciliation', kind: 'service', asks: [] },
  { app: 'data-platform', kind: 'service', asks: [] },
  { app: 'gateway-app', kind: 'gateway', asks: ['order', 'account'] },
  { app: 'gateway-wechat', kind: 'gateway', asks: ['order', 'payment', 'account'] },
  { app: 'gateway-alipay', kind: 'gateway', asks: ['order', 'account'] },
  { app: 'gateway-kiosk', kind: 'gateway', asks: ['order', 'account'] },
  {
    app: 'gateway-console',
    kind: 'gateway',
    asks: ['order', 'payment', 'insurance', 'account', 'reconciliation', 'data-platform'],
    movesClock: true,
  },
];

/** @param {Process['kind']} kind */
const ofKind = (kind) => processes.filter((each) => each.kind === kind).map(({ app }) => app);

export const services = ofKind('service');
export const gateways = ofKind('gateway');

/** The four fronts of the sandbox; each has its own port. */
export const sandboxFronts = /** @type {const} */ (['admin', 'wechat', 'insurance', 'his']);

/**
 * The name of the port on which a gateway tells its metrics; its own port is open to the public. A service has one port for both.
 * @param {string} app
 */
export function metricsPortOf(app) {
  return gateways.includes(app) ? `${app}-metrics` : app;
}

/** Every port of a stack, by name. `MERIDIAN_PORT_<NAME>` overrides one. */
export const PORT_NAMES = [
  'postgres',
  'nats',
  'nats-monitor',
  ...sandboxFronts.map((front) => `sandbox-${front}`),
  ...services,
  ...gateways,
  ...gateways.map(metricsPortOf),
];

/** @param {string} app */
export function processOf(app) {
  const found = processes.find((each) => each.app === app);
  if (!found) throw new Error(`there is no app called ${app}; there are ${processes.map((each) => each.app).join(', ')}`);
  return found;
}

/**
 * The file that starts an app, below the project folder.
 * @param {string} app
 */
export const entryOf = (app) => `apps/${app}/dist/main.js`;

/**
 * A service's schema.
 * @param {string} service
 */
export const schemaOf = (service) => `svc_${service.replaceAll('-', '_')}`;

/**
 * A service's login role. Roles belong to the whole server, so the database's name is part of theirs: two databases never share one.
 * @param {string} database
 * @param {string} service or `owner`
 */
export const roleOf = (database, service) => `${database}_${service.replaceAll('-', '_')}`;
