import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** docs/his-rest, "Signatures": every line ends with a line feed, the last too. */
const signed = (secret: string, ...lines: string[]): string =>
  createHmac('sha256', secret)
    .update(lines.map((line) => `${line}\n`).join(''))
    .digest('hex');

const bodyHash = (body: string): string => createHash('sha256').update(body).digest('hex');

export interface SignedRequest {
  readonly method: 'GET' | 'POST';
  /** Path and query as sent. */
  readonly target: string;
  /** Unix seconds. */
  readonly timestamp: string;
  readonly nonce: string;
  /** Empty for GET. */
  readonly body: string;
}

export const requestSignature = (secret: string, { method, target, timestamp, nonce, body }: SignedRequest): string =>
  signed(secret, method, target, timestamp, nonce, bodyHash(body));

export interface SignedAnswer {
  readonly status: number;
  /** Of the request: no answer can be taken from another one. */
  readonly nonce: string;
  readonly body: string;
}

export const answerSignature = (secret: string, { status, nonce, body }: SignedAnswer): string =>
  signed(secret, String(status), nonce, bodyHash(body));

/** Compares in constant time. @param signature as received; undefined when there was none */
export function isSignedBy(secret: string, answer: SignedAnswer, signature: string | undefined): boolean {
  const expected = Buffer.from(answerSignature(secret, answer));
  const actual = Buffer.from(signature ?? '');
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}
