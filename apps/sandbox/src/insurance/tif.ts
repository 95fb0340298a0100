import { createHash } from 'node:crypto';
import type { Instant } from '../frame/clock';

export interface TifCredentials {
  readonly paasId: string;
  readonly secretToken: string;
}

const WINDOW_S = 180;

/** Lower-case hexadecimal SHA-256 of timestamp + token + nonce + timestamp (facts/insurance.md C.1); the body is not covered. */
export const tifSignature = (timestamp: string, secretToken: string, nonce: string): string =>
  createHash('sha256').update(`${timestamp}${secretToken}${nonce}${timestamp}`).digest('hex');

/** Why the gateway turns the request away, or null. Signatures are compared without regard to case. */
export function tifProblem(headers: Readonly<Record<string, string>>, credentials: TifCredentials, at: Instant): string | null {
  const timestamp = headers['x-tif-timestamp'] ?? '';
  const nonce = headers['x-tif-nonce'] ?? '';
  if (headers['x-tif-paasid'] !== credentials.paasId) return 'paasid is not known';
  if (!/^\d{10}$/.test(timestamp) || Math.abs(at / 1000 - Number(timestamp)) > WINDOW_S) return 'timestamp is out of range';
  if (!/^[A-Za-z0-9-]{6,36}$/.test(nonce)) return 'nonce is not valid';
  const signature = (headers['x-tif-signature'] ?? '').toLowerCase();
  return signature === tifSignature(timestamp, credentials.secretToken, nonce) ? null : 'signature is not valid';
}
