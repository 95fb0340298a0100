import { createHash } from 'node:crypto';
import type { Instant } from '@meridian/kernel/clock';

export interface TifCredentials {
  readonly paasId: string;
  readonly secretToken: string;
}

/** Lower hex SHA-256 of `timestamp + token + nonce + timestamp`: a plain hash, not an HMAC, and the body is not covered (facts/insurance.md C.1). */
export const tifSignature = (timestamp: string, secretToken: string, nonce: string): string =>
  createHash('sha256').update(`${timestamp}${secretToken}${nonce}${timestamp}`).digest('hex');

/** The four headers of the gateway. @param nonce 6 to 32 characters; the gateway allows ±180 s for the time */
export function tifHeaders({ paasId, secretToken }: TifCredentials, at: Instant, nonce: string): Record<string, string> {
  const timestamp = String(Math.floor(at / 1000));
  return {
    'x-tif-paasid': paasId,
    'x-tif-timestamp': timestamp,
    'x-tif-nonce': nonce,
    'x-tif-signature': tifSignature(timestamp, secretToken, nonce),
  };
}
