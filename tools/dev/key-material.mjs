/** Keys, certificates and hashes for a development stack. */
import 'reflect-metadata';
import { generateKeyPairSync, randomBytes, scryptSync } from 'node:crypto';
import * as x509 from '@peculiar/x509';

/**
 * @typedef {object} KeyPair
 * @property {string} publicKey SPKI PEM
 * @property {string} privateKey PKCS8 PEM
 */

export const ed25519 = () => exported(generateKeyPairSync('ed25519'));

export const rsa = () => exported(generateKeyPairSync('rsa', { modulusLength: 2048 }));

/**
 * @param {import('node:crypto').KeyPairKeyObjectResult} pair
 * @returns {KeyPair}
 */
const exported = ({ publicKey, privateKey }) => ({
  publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
});

/** A word nobody can guess, safe in a URL. */
export const password = () => randomBytes(24).toString('base64url');

/** A certificate's serial number as WeChat Pay writes it: 40 upper-case hexadecimal digits, the first bit zero. */
export function serial() {
  const bytes = randomBytes(20);
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes.toString('hex').toUpperCase();
}

/**
 * A key pair in a certificate signed by itself, as the WeChat platform certificate the sandbox hands out.
 * @param {string} serialNumber hexadecimal
 * @param {string} name its common name
 * @returns {Promise<{ privateKey: string, certificate: string }>} PKCS8 PEM and certificate PEM
 */
export async function selfSigned(serialNumber, name) {
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', publicExponent: new Uint8Array([1, 0, 1]), modulusLength: 2048 };
  x509.cryptoProvider.set(globalThis.crypto);
  const keys = await globalThis.crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const dayMs = 86_400_000;
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber,
    name: `CN=${name}`,
    notBefore: new Date(Date.now() - dayMs),
    notAfter: new Date(Date.now() + 5 * 365 * dayMs),
    signingAlgorithm: algorithm,
    keys,
  });
  const der = Buffer.from(await globalThis.crypto.subtle.exportKey('pkcs8', keys.privateKey));
  return { privateKey: pem('PRIVATE KEY', der), certificate: `${certificate.toString('pem').trimEnd()}\n` };
}

/**
 * How an application's secret is kept: `salt:hash`, both hexadecimal; scrypt with Node's default cost over the salt's bytes.
 * @param {string} secret
 */
export function secretHash(secret) {
  const salt = randomBytes(16);
  return `${salt.toString('hex')}:${scryptSync(secret, salt, 32).toString('hex')}`;
}

/**
 * @param {string} label
 * @param {Buffer} der
 */
function pem(label, der) {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
