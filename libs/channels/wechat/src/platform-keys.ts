import { createPublicKey, type KeyObject } from 'node:crypto';
import type { Instant } from '@meridian/kernel/clock';
import type { CallContext, WireAnswer } from '@meridian/plugin-kit/wire';
import type { Merchant } from './config';
import { decrypted } from './envelope';
import { instantIn, type Json, jsonObject, NotBelieved, objectIn, textIn } from './reading';
import { isFresh, isGenuine, platformSignature } from './signature';

const HOUR_MS = 3_600_000;
/** WeChat asks for less than 12 hours between downloads. */
const POLL_MS = 11 * HOUR_MS;
/** An unknown serial starts a download at most this often, whatever strangers send to the callback route. */
const RETRY_MS = 60_000;

interface PlatformKey {
  readonly key: KeyObject;
  readonly expiresAt: Instant;
}

/**
 * Serial → key for verifying what WeChat signed. The public key and platform certificates live side by side, because
 * both kinds of signatures arrive while a merchant migrates (facts A7, E6). Serials are looked up verbatim.
 */
export class PlatformKeys {
  #certificates: ReadonlyMap<string, PlatformKey> = new Map();
  #loadedAt = Number.NEGATIVE_INFINITY;
  #triedAt = Number.NEGATIVE_INFINITY;
  #running: Promise<void> | undefined;

  constructor(
    private readonly merchant: Merchant,
    /** Signs and sends; the answer is not verified yet. */
    private readonly get: (path: string, context: CallContext) => Promise<WireAnswer>,
  ) {}

  /**
   * Called before a request leaves: whoever cannot read the answer must not ask. Also the poll.
   * @throws NotBelieved or NoAnswer when there is no certificate at all and none can be had
   */
  async ready(context: CallContext): Promise<void> {
    const now = context.now();
    if (this.merchant.mode === 'public-key' || Math.abs(now - this.#loadedAt) < POLL_MS) return;
    const usable = [...this.#certificates.values()].some(({ expiresAt }) => now < expiresAt);
    if (usable && this.#triedLately(now)) return;
    try {
      await this.#refresh(context);
    } catch (error) {
      if (!usable) throw error;
    }
  }

  /** Null when no key of ours or of WeChat's list bears the serial. @throws NoAnswer */
  async find(serial: string, context: CallContext): Promise<KeyObject | null> {
    const known = this.#known(serial, context.now());
    if (known || serial.startsWith('PUB_KEY_ID_') || this.#triedLately(context.now())) return known;
    try {
      await this.#refresh(context);
    } catch (error) {
      // A merchant with only the public key has no list: RESOURCE_NOT_EXISTS.
      if (!(error instanceof NotBelieved)) throw error;
    }
    return this.#known(serial, context.now());
  }

  #known(serial: string, now: Instant): KeyObject | null {
    const { publicKey } = this.merchant;
    if (publicKey?.id === serial) return publicKey.key;
    const certificate = this.#certificates.get(serial);
    return certificate && now < certificate.expiresAt ? certificate.key : null;
  }

  #triedLately(now: Instant): boolean {
    return Math.abs(now - this.#triedAt) < RETRY_MS;
  }

  /** Calls that need the list at once share one download. */
  #refresh(context: CallContext): Promise<void> {
    this.#running ??= this.#download(context).finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #download(context: CallContext): Promise<void> {
    this.#triedAt = context.now();
    const answer = await this.get('/v3/certificates', context);
    if (answer.status !== 200) throw new NotBelieved(`no platform certificates: HTTP ${answer.status}`);
    const certificates = this.#read(answer.body);
    // The list is signed under one of its own certificates; that this one is WeChat's follows from the APIv3 key.
    const signature = platformSignature(answer.headers);
    const signer = signature && (certificates.get(signature.serial)?.key ?? this.#known(signature.serial, context.now()));
    if (!signature || !signer || !isFresh(signature, context.now()) || !isGenuine(signature, answer.body, signer)) {
      throw new NotBelieved('the platform certificates are not signed by WeChat');
    }
    this.#certificates = certificates;
    this.#loadedAt = context.now();
  }

  #read(body: string): Map<string, PlatformKey> {
    const { data } = jsonObject(body);
    if (!Array.isArray(data)) throw new NotBelieved('data is not a list');
    return new Map(
      data.map((item: Json) => {
        const pem = decrypted(objectIn(item, 'encrypt_certificate'), this.merchant.apiV3Key);
        return [textIn(item, 'serial_no'), { key: publicKeyOf(pem), expiresAt: instantIn(item, 'expire_time') }];
      }),
    );
  }
}

function publicKeyOf(pem: string): KeyObject {
  try {
    return createPublicKey(pem);
  } catch {
    throw new NotBelieved('a platform certificate is no certificate');
  }
}
