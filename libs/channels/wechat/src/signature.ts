// size: the lines of a signature are its arguments, in their order
import { type KeyObject, sign, verify } from 'node:crypto';
import type { Instant } from '@meridian/kernel/clock';
import { saysRsa } from '@meridian/plugin-kit/rsa';

/** Every signed text is lines that each end with a line feed, the last one too (facts A7). */
const lines = (...parts: readonly string[]): Buffer => Buffer.from(parts.map((part) => `${part}\n`).join(''), 'utf8');

/** SHA256-RSA (PKCS#1 v1.5) over the lines, base64. */
function signed(key: KeyObject, ...parts: readonly string[]): string {
  saysRsa('sign');
  return sign('sha256', lines(...parts), key).toString('base64');
}

export const seconds = (at: Instant): string => String(Math.floor(at / 1_000));

export interface Signer {
  readonly mchid: string;
  readonly merchantSerial: string;
  readonly key: KeyObject;
}

export interface Signable {
  readonly method: string;
  /** Path and query, without the host. */
  readonly path: string;
  /** Empty for GET. */
  readonly body: string;
  readonly at: Instant;
  readonly nonce: string;
}

/** The value of the Authorization header. */
export function authorization({ mchid, merchantSerial, key }: Signer, { method, path, body, at, nonce }: Signable): string {
  const timestamp = seconds(at);
  const signature = signed(key, method, path, timestamp, nonce, body);
  const members = { mchid, nonce_str: nonce, signature, timestamp, serial_no: merchantSerial };
  const list = Object.entries(members).map(([name, value]) => `${name}="${value}"`);
  return `WECHATPAY2-SHA256-RSA2048 ${list.join(',')}`;
}

/** `paySign` of JSAPI and mini programs: four lines, the last with the `prepay_id=` prefix. */
export const paySign = (key: KeyObject, appid: string, timeStamp: string, nonce: string, prepayPackage: string): string =>
  signed(key, appid, timeStamp, nonce, prepayPackage);

/** The four headers under which WeChat signs answers and callbacks. */
export interface PlatformSignature {
  readonly timestamp: string;
  readonly nonce: string;
  readonly serial: string;
  readonly signature: string;
}

/** Null when one of the headers is missing or the timestamp is no number: as good as unsigned. */
export function platformSignature(headers: Readonly<Record<string, string>>): PlatformSignature | null {
  const {
    'wechatpay-timestamp': timestamp,
    'wechatpay-nonce': nonce,
    'wechatpay-serial': serial,
    'wechatpay-signature': signature,
  } = headers;
  if (!timestamp || !nonce || !serial || !signature || !/^\d{1,12}$/.test(timestamp)) return null;
  return { timestamp, nonce, serial, signature };
}

const WINDOW_MS = 300_000;

/** Signed within five minutes of our clock, either way. */
export const isFresh = ({ timestamp }: PlatformSignature, now: Instant): boolean => Math.abs(now - Number(timestamp) * 1_000) <= WINDOW_MS;

/** @param body the raw text as received; empty on 204 */
export function isGenuine({ timestamp, nonce, signature }: PlatformSignature, body: string, key: KeyObject): boolean {
  saysRsa('verify');
  return verify('sha256', lines(timestamp, nonce, body), key, Buffer.from(signature, 'base64'));
}
