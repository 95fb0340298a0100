import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { HisSecrets } from '../config';
import type { Instant } from '../frame/clock';
import type { PartyRequest } from '../frame/party';
import { HisRefusal } from './his-refusal';

const WINDOW_S = 300;
const NONCE_KEPT_MS = 600_000;
const NONCE = /^[A-Za-z0-9_-]{16,64}$/;

const sha256 = (body: Buffer | string): string => createHash('sha256').update(body).digest('hex');
const hmac = (secret: string, text: string): string => createHmac('sha256', secret).update(text).digest('hex');

export interface SignedRequest {
  readonly method: string;
  /** Path and query as sent. */
  readonly target: string;
  readonly timestamp: string;
  readonly nonce: string;
  readonly body: Buffer | string;
}

/** X-Meridian-Signature of a request (docs/his-rest, "Signatures"). */
export const requestSignature = (secret: string, { method, target, timestamp, nonce, body }: SignedRequest): string =>
  hmac(secret, `${method}\n${target}\n${timestamp}\n${nonce}\n${sha256(body)}\n`);

/** X-Meridian-Signature of an answer; bound to its request by the nonce. */
export const answerSignature = (secret: string, status: number, nonce: string, body: string): string =>
  hmac(secret, `${status}\n${nonce}\n${sha256(body)}\n`);

/** Checks who sends, and that nothing is sent twice. */
export class Doorkeeper {
  readonly #secrets: HisSecrets;
  /** Nonces of the last ten minutes, oldest first. */
  readonly #seen = new Map<string, Instant>();
  readonly #answerable = new WeakSet<PartyRequest>();

  constructor(secrets: HisSecrets) {
    this.#secrets = secrets;
  }

  /** @param arrivedAt when the request came in, whatever held it back since @throws HisRefusal HIS_NOT_AUTHORISED */
  admit(request: PartyRequest, arrivedAt: Instant): void {
    const [timestamp, nonce] = [header(request, 'timestamp'), header(request, 'nonce')];
    if (header(request, 'key') !== this.#secrets.keyId) throw refused('the key is not known');
    if (!NONCE.test(nonce)) throw refused('the nonce is not valid');
    const { method, url: target, body } = request;
    const expected = requestSignature(this.#secrets.secret, { method, target, timestamp, nonce, body });
    if (!same(header(request, 'signature'), expected)) throw refused('the signature is not valid');
    const ageS = /^\d{10}$/.test(timestamp) ? arrivedAt / 1000 - Number(timestamp) : -Infinity;
    if (ageS < -WINDOW_S) throw refused('the timestamp is out of range');
    // Looked up only now, so that nobody without the secret can use up another's nonce.
    if (this.#used(nonce, arrivedAt)) throw refused('the nonce was used before');
    this.#answerable.add(request);
    if (ageS > WINDOW_S) throw refused('the timestamp is out of range');
  }

  /**
   * The answer's signature header. A refusal at the door is signed only when the request was too old: only then is it certain
   * that the same request can never be carried out, nor was.
   */
  sign(request: PartyRequest, status: number, body: string): Readonly<Record<string, string>> {
    if (!this.#answerable.has(request)) return {};
    return { 'x-meridian-signature': answerSignature(this.#secrets.secret, status, header(request, 'nonce'), body) };
  }

  #used(nonce: string, at: Instant): boolean {
    for (const [old, seenAt] of this.#seen) {
      if (at - seenAt <= NONCE_KEPT_MS) break;
      this.#seen.delete(old);
    }
    if (this.#seen.has(nonce)) return true;
    this.#seen.set(nonce, at);
    return false;
  }
}

const header = (request: PartyRequest, name: string): string => request.headers[`x-meridian-${name}`] ?? '';

const same = (given: string, expected: string): boolean =>
  /^[0-9a-f]{64}$/.test(given) && timingSafeEqual(Buffer.from(given), Buffer.from(expected));

const refused = (detail: string): HisRefusal => new HisRefusal('HIS_NOT_AUTHORISED', detail);
