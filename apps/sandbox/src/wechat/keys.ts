import { createCipheriv, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import type { WechatSecrets } from '../config';
import type { Instant } from '../frame/clock';
import { WechatError } from './errors';

/** One of WeChat's two identities towards the merchant: the platform certificate or the newer public key. */
export interface Signer {
  readonly serial: string;
  readonly privateKey: KeyObject;
}

export interface WechatKeys {
  readonly merchant: KeyObject;
  readonly platform: Signer;
  readonly publicKey: Signer;
  readonly apiV3Key: Buffer;
}

export function readKeys(secrets: WechatSecrets): WechatKeys {
  const apiV3Key = Buffer.from(secrets.apiV3Key, 'utf8');
  if (apiV3Key.length !== 32) throw new Error('wechat.apiV3Key must have 32 bytes');
  return {
    merchant: createPublicKey(secrets.merchantPublicKeyPem),
    platform: { serial: secrets.platformSerial, privateKey: createPrivateKey(secrets.platformPrivateKeyPem) },
    publicKey: { serial: secrets.publicKeyId, privateKey: createPrivateKey(secrets.publicKeyPrivatePem) },
    apiV3Key,
  };
}

/** The public key signs exactly when the request names it in Wechatpay-Serial (channels.md A7). */
export function signerFor(keys: WechatKeys, serial: string | undefined): Signer {
  if (serial === keys.publicKey.serial) return keys.publicKey;
  if (serial === undefined || serial === keys.platform.serial) return keys.platform;
  throw new WechatError('INVALID_REQUEST', 'Http头Wechatpay-Serial错误');
}

/** Ways to break a signed answer or callback; each must be refused by whoever receives it. */
export const TAMPER_KINDS = [
  'tamper-body',
  'tamper-signature',
  'stale-timestamp',
  'strip-headers',
  'wrong-serial',
  /** Rightly signed, but not JSON. */
  'sign-garbage',
] as const;
export type TamperKind = (typeof TAMPER_KINDS)[number];

export const isTamper = (kind: string | undefined): kind is TamperKind => TAMPER_KINDS.some((one) => one === kind);

export interface Message {
  readonly signer: Signer;
  readonly now: Instant;
  readonly nonce: string;
  readonly body: string;
  readonly tamper?: TamperKind | undefined;
}

const STALE_SECONDS = 600;

/** Signs `timestamp\nnonce\nbody\n` and gives what goes over the wire, broken as `tamper` says. */
export function signMessage({ signer, now, nonce, body, tamper }: Message): { headers: Record<string, string>; body: string } {
  const signedBody = tamper === 'sign-garbage' ? `${body.slice(0, body.length / 2)}<` : body;
  const timestamp = String(Math.floor(now / 1000) - (tamper === 'stale-timestamp' ? STALE_SECONDS : 0));
  const signature = sign('RSA-SHA256', Buffer.from(`${timestamp}\n${nonce}\n${signedBody}\n`), signer.privateKey).toString('base64');
  const headers = {
    'Wechatpay-Timestamp': timestamp,
    'Wechatpay-Nonce': nonce,
    'Wechatpay-Serial': tamper === 'wrong-serial' ? [...signer.serial].reverse().join('') : signer.serial,
    'Wechatpay-Signature': tamper === 'tamper-signature' ? `WECHATPAY/SIGNTEST/${signature.slice(19)}` : signature,
    'Wechatpay-Signature-Type': 'WECHATPAY2-SHA256-RSA2048',
  };
  return { headers: tamper === 'strip-headers' ? {} : headers, body: tamper === 'tamper-body' ? altered(signedBody) : signedBody };
}

/** Changes a digit where there is one, so that a receiver who does not verify reads another number. */
const altered = (body: string): string =>
  /\d/.test(body) ? body.replace(/\d(?=\D*$)/, (digit) => String((Number(digit) + 1) % 10)) : `${body} `;

export interface Encrypted {
  readonly algorithm: 'AEAD_AES_256_GCM';
  readonly nonce: string;
  readonly associated_data: string;
  readonly ciphertext: string;
}

/** AES-256-GCM, the 16-byte tag behind the ciphertext, base64. `nonce` has 12 characters. */
export function encrypt(keys: WechatKeys, plaintext: string, parts: { nonce: string; associatedData: string }): Encrypted {
  const cipher = createCipheriv('aes-256-gcm', keys.apiV3Key, Buffer.from(parts.nonce));
  cipher.setAAD(Buffer.from(parts.associatedData));
  const ciphertext = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return {
    algorithm: 'AEAD_AES_256_GCM',
    nonce: parts.nonce,
    associated_data: parts.associatedData,
    ciphertext: ciphertext.toString('base64'),
  };
}
