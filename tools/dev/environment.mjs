/** The environment of every app: what its config.ts reads, built from the place it runs at and the stack's secrets. */
import { metricsPortOf, processOf } from './topology.mjs';

/**
 * @typedef {object} Place Where a stack runs: processes on this machine, or containers.
 * @property {string} httpHost the address apps bind to
 * @property {(name: string) => number} port the port an app binds, by its name in `PORT_NAMES`
 * @property {(name: string) => string} url the base URL under which others reach that port, without a slash at the end
 * @property {(user: string) => string} natsUrl
 * @property {(service: string) => string} databaseUrl
 * @property {string} sandboxSecretsFile
 * @property {string} sandboxSeed the sandbox forgets everything when it ends, while our database does not: each life needs numbers of its own
 * @property {string} logLevel
 * @property {Record<string, string>} [tracing] where spans go: `MERIDIAN_TRACE_*` as the apps read them; nowhere unless told
 */

/** @typedef {import('./secrets.mjs').Secrets} Secrets */
/** @typedef {Record<string, string>} Environment */

/**
 * @param {string} app
 * @param {Place} place
 * @param {Secrets} secrets
 * @returns {Environment}
 */
export function environmentOf(app, place, secrets) {
  const { kind } = processOf(app);
  if (kind === 'sandbox') return sandboxEnvironment(place);
  return {
    MERIDIAN_NATS_URL: place.natsUrl(app),
    MERIDIAN_HTTP_HOST: place.httpHost,
    MERIDIAN_HTTP_PORT: String(place.port(app)),
    MERIDIAN_LOG_LEVEL: place.logLevel,
    MERIDIAN_VAULT_KEY: secrets.vaultKey,
    MERIDIAN_MOVABLE_CLOCK: 'true',
    ...place.tracing,
    ...(kind === 'service' ? serviceEnvironment(app, place) : gatewayEnvironment(app, place, secrets)),
    ...ownEnvironment(app, place, secrets),
  };
}

/**
 * @param {string} service
 * @param {Place} place
 * @returns {Environment}
 */
const serviceEnvironment = (service, place) => ({
  MERIDIAN_DATABASE_URL: place.databaseUrl(service),
  MERIDIAN_SHARD: '01',
  MERIDIAN_HOSPITAL_ID: 'H45020000001',
});

/**
 * @param {string} gateway
 * @param {Place} place
 * @param {Secrets} secrets
 * @returns {Environment}
 */
const gatewayEnvironment = (gateway, place, { token }) => ({
  MERIDIAN_TOKEN_PUBLIC_KEY: token.publicKeyPem,
  MERIDIAN_METRICS_HOST: place.httpHost,
  MERIDIAN_METRICS_PORT: String(place.port(metricsPortOf(gateway))),
});

/**
 * What only one or two apps are told.
 * @param {string} app
 * @param {Place} place
 * @param {Secrets} secrets
 * @returns {Environment}
 */
function ownEnvironment(app, place, secrets) {
  switch (app) {
    case 'payment':
      return wechatEnvironment(place, secrets);
    case 'insurance':
      return insurerEnvironment(place, secrets);
    case 'order':
      return hisEnvironment(place, secrets);
    case 'account':
      return {
        ...hisEnvironment(place, secrets),
        MERIDIAN_TOKEN_PRIVATE_KEY: secrets.token.privateKeyPem,
        MERIDIAN_APPLICATIONS: JSON.stringify(
          Object.values(secrets.applications).map(({ applicationId, gateway, secretHash }) => ({ applicationId, gateway, secretHash })),
        ),
      };
    case 'gateway-console':
      return {
        MERIDIAN_CONSOLE_SESSION_KEY: secrets.consoleSessionKey,
        MERIDIAN_CONSOLE_OPERATORS: JSON.stringify(
          Object.values(secrets.operators).map(({ operatorId, name, secretHash }) => ({ operatorId, name, secretHash })),
        ),
      };
    case 'reconciliation':
      return { MERIDIAN_BOOKS_URL: place.url('sandbox-admin') };
    default:
      return {};
  }
}

/**
 * @param {Place} place
 * @param {Secrets} secrets
 * @returns {Environment}
 */
const wechatEnvironment = (place, { wechat }) => ({
  MERIDIAN_WECHAT_BASE_URL: place.url('sandbox-wechat'),
  MERIDIAN_WECHAT_MCHID: wechat.mchid,
  MERIDIAN_WECHAT_APPID: wechat.appid,
  MERIDIAN_WECHAT_MERCHANT_SERIAL: wechat.merchantSerial,
  MERIDIAN_WECHAT_MERCHANT_KEY: wechat.merchantPrivateKeyPem,
  MERIDIAN_WECHAT_API_V3_KEY: wechat.apiV3Key,
  MERIDIAN_WECHAT_MODE: 'public-key',
  MERIDIAN_WECHAT_PUBLIC_KEY_ID: wechat.publicKeyId,
  MERIDIAN_WECHAT_PUBLIC_KEY: wechat.publicKeyPem,
  MERIDIAN_WECHAT_NOTIFY_URL: `${place.url('gateway-wechat')}/callbacks/wechat`,
});

/**
 * @param {Place} place
 * @param {Secrets} secrets
 * @returns {Environment}
 */
const insurerEnvironment = (place, { insurance }) => ({
  MERIDIAN_INSURER_BASE_URL: place.url('sandbox-insurance'),
  MERIDIAN_INSURER_PAAS_ID: insurance.paasId,
  MERIDIAN_INSURER_SECRET_TOKEN: insurance.secretToken,
  MERIDIAN_INSURER_INSTITUTION_CODE: insurance.institutionCode,
  MERIDIAN_INSURER_INSTITUTION_NAME: insurance.institutionName,
  MERIDIAN_INSURER_AREA: insurance.area,
  MERIDIAN_INSURER_OPERATOR: insurance.operator,
  MERIDIAN_INSURER_OPERATOR_NAME: insurance.operatorName,
  MERIDIAN_INSURER_RECEIVER: insurance.receiver,
  MERIDIAN_INSURER_CENTRE_MAX_MS: '20000',
  MERIDIAN_INSURER_DAY_CUT_OFF: '24:00', // the sandbox settles at any hour
});

/**
 * @param {Place} place
 * @param {Secrets} secrets
 * @returns {Environment}
 */
const hisEnvironment = (place, { his }) => ({
  MERIDIAN_HIS_BASE_URL: place.url('sandbox-his'),
  MERIDIAN_HIS_KEY_ID: his.keyId,
  MERIDIAN_HIS_SECRET: his.secret,
});

/**
 * @param {Place} place
 * @returns {Environment}
 */
const sandboxEnvironment = (place) => ({
  MERIDIAN_SANDBOX_HOST: place.httpHost,
  MERIDIAN_SANDBOX_ADMIN_PORT: String(place.port('sandbox-admin')),
  MERIDIAN_SANDBOX_WECHAT_PORT: String(place.port('sandbox-wechat')),
  MERIDIAN_SANDBOX_INSURANCE_PORT: String(place.port('sandbox-insurance')),
  MERIDIAN_SANDBOX_HIS_PORT: String(place.port('sandbox-his')),
  MERIDIAN_SANDBOX_SEED: place.sandboxSeed,
  MERIDIAN_SANDBOX_SECRETS: place.sandboxSecretsFile,
});

/**
 * What the sandbox knows of the same secrets, as the outside parties would: public halves of our keys, both halves of theirs.
 * @param {Secrets} secrets
 */
export function sandboxSecrets({ wechat, insurance, his }) {
  const { merchantPrivateKeyPem: _ours, publicKeyPem: _derived, ...theirs } = wechat;
  return {
    wechat: theirs,
    insurance: {
      paasId: insurance.paasId,
      secretToken: insurance.secretToken,
      institutionCode: insurance.institutionCode,
      institutionName: insurance.institutionName,
    },
    his,
  };
}
