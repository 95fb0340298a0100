/** A stack's secrets: made once, kept in its folder, readable by its owner alone. */
import { randomBytes, randomInt } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ed25519, password, rsa, secretHash, selfSigned, serial } from './key-material.mjs';
import { gateways, processes, services } from './topology.mjs';

/** @typedef {Awaited<ReturnType<typeof generateSecrets>>} Secrets */

/** Changes with the set of secrets; an older file is completed, and keeps what it has. */
const SHAPE = `2 ${processes.map(({ app }) => app).join(' ')}`;

/**
 * The secrets in `<folder>/secrets.json`, generated at the first call.
 * @param {string} folder
 * @returns {Promise<Secrets>}
 */
export async function loadSecrets(folder) {
  const file = path.join(folder, 'secrets.json');
  const kept = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  if (kept.shape === SHAPE) return kept;
  mkdirSync(folder, { recursive: true });
  const secrets = { ...complete(await generateSecrets(), kept), shape: SHAPE };
  writePrivate(file, JSON.stringify(secrets, undefined, 2));
  return secrets;
}

/**
 * @template {Record<string, any>} T
 * @param {T} fresh
 * @param {Record<string, any>} kept wins wherever it has a value
 * @returns {T}
 */
function complete(fresh, kept) {
  const entries = Object.entries(fresh).map(([key, value]) => {
    const old = kept[key];
    if (old === undefined) return [key, value];
    return [key, typeof value === 'object' ? complete(value, old) : old];
  });
  return Object.fromEntries(entries);
}

/**
 * Writes a file that only its owner may read, whole or not at all.
 * @param {string} file
 * @param {string} text
 */
export function writePrivate(file, text) {
  writeFileSync(`${file}.new`, text, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

export async function generateSecrets() {
  const token = ed25519();
  const merchant = rsa();
  const wechatKey = rsa();
  return {
    postgres: { superuser: password(), owner: password(), services: passwords(services) },
    nats: { admin: password(), users: passwords(processes.filter(({ kind }) => kind !== 'sandbox').map(({ app }) => app)) },
    vaultKey: randomBytes(32).toString('base64'),
    token: { privateKeyPem: token.privateKey, publicKeyPem: token.publicKey },
    wechat: {
      mchid: `19${digits(8)}`,
      appid: `wx${randomBytes(8).toString('hex')}`,
      merchantSerial: serial(),
      merchantPrivateKeyPem: merchant.privateKey,
      merchantPublicKeyPem: merchant.publicKey,
      apiV3Key: randomBytes(16).toString('hex'),
      ...(await platform()),
      publicKeyId: `PUB_KEY_ID_01${digits(10)}${digits(12)}${digits(10)}`,
      publicKeyPem: wechatKey.publicKey,
      publicKeyPrivatePem: wechatKey.privateKey,
    },
    insurance: {
      paasId: 'meridian_dev',
      secretToken: password(),
      institutionCode: 'H45020000001',
      institutionName: '柳州市经络示范医院',
      area: '450200',
      receiver: 'MBS_LOCAL',
      operator: 'MERIDIAN01',
      operatorName: '经络平台',
    },
    his: { keyId: 'meridian-dev', secret: password() },
    shape: SHAPE,
    applications: Object.fromEntries(gateways.map((gateway) => [gateway, application(gateway)])),
    consoleSessionKey: randomBytes(32).toString('base64'),
    operators: { cashier: operator('cashier-01', '收费员'), finance: operator('finance-01', '财务') },
  };
}

/** WeChat Pay's own key in platform-certificate mode. */
async function platform() {
  const platformSerial = serial();
  const { privateKey, certificate } = await selfSigned(platformSerial, 'Tenpay.com sandbox');
  return { platformSerial, platformPrivateKeyPem: privateKey, platformCertificatePem: certificate };
}

/**
 * One client application per gateway, with the secret its front end would hold.
 * @param {string} gateway
 */
function application(gateway) {
  const secret = password();
  return { applicationId: gateway.replace('gateway-', 'meridian-'), gateway, secret, secretHash: secretHash(secret) };
}

/**
 * A person of the hospital at the console.
 * @param {string} operatorId
 * @param {string} name
 */
function operator(operatorId, name) {
  const secret = password();
  return { operatorId, name, password: secret, secretHash: secretHash(secret) };
}

/**
 * @param {readonly string[]} names
 * @returns {Record<string, string>}
 */
const passwords = (names) => Object.fromEntries(names.map((name) => [name, password()]));

/** @param {number} count */
const digits = (count) => Array.from({ length: count }, () => randomInt(10)).join('');
