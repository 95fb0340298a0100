import type { CallContext, WireAnswer } from '@meridian/plugin-kit/wire';
import type { Merchant } from './config';
import { PlatformKeys } from './platform-keys';
import { type Json, jsonObject, NotBelieved } from './reading';
import { authorization, isFresh, isGenuine, platformSignature } from './signature';

/** A verified answer. `data` is empty on 204. */
export interface Told {
  readonly ok: true;
  readonly status: number;
  readonly data: Json;
}

/** A refusal; WeChat does not sign these, so its code is the only thing taken from it. */
export interface Refused {
  readonly ok: false;
  readonly status: number;
  /** Empty when the body is not WeChat's error model. */
  readonly code: string;
  readonly message: string;
  /** The internal error number at the end of the Request-ID, such as 268449538; empty when there is none. */
  readonly number: string;
}

const USER_AGENT = 'Meridian/0.1';

/** Signs requests and believes only what is signed. */
export class WechatClient {
  readonly keys: PlatformKeys;

  constructor(readonly merchant: Merchant) {
    this.keys = new PlatformKeys(merchant, (path, context) => this.#exchange('GET', path, context));
  }

  /** @throws NotBelieved, NoAnswer */
  get(path: string, context: CallContext): Promise<Told | Refused> {
    return this.#call('GET', path, context);
  }

  /** @throws NotBelieved, NoAnswer */
  post(path: string, body: Json, context: CallContext): Promise<Told | Refused> {
    return this.#call('POST', path, context, JSON.stringify(body));
  }

  async #call(method: 'GET' | 'POST', path: string, context: CallContext, body?: string): Promise<Told | Refused> {
    await this.keys.ready(context);
    const answer = await this.#exchange(method, path, context, body);
    if (answer.status < 200 || answer.status > 299) return refusal(answer);
    await this.#verify(answer, context);
    return { ok: true, status: answer.status, data: answer.body === '' ? {} : jsonObject(answer.body) };
  }

  #exchange(method: 'GET' | 'POST', path: string, { wire, now, nonce }: CallContext, body?: string): Promise<WireAnswer> {
    const { merchant } = this;
    const url = new URL(path, merchant.baseUrl);
    const signable = { method, path: `${url.pathname}${url.search}`, body: body ?? '', at: now(), nonce: nonce() };
    const headers = {
      Accept: 'application/json',
      'User-Agent': USER_AGENT,
      Authorization: authorization(merchant, signable),
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      // Asks WeChat to sign the answer under the public key instead of a platform certificate.
      ...(merchant.mode === 'public-key' && merchant.publicKey ? { 'Wechatpay-Serial': merchant.publicKey.id } : {}),
    };
    return wire.send({ method, url: url.href, headers, ...(body === undefined ? {} : { body }) });
  }

  async #verify(answer: WireAnswer, context: CallContext): Promise<void> {
    const signature = platformSignature(answer.headers);
    if (!signature) throw new NotBelieved('the answer is not signed');
    if (!isFresh(signature, context.now())) throw new NotBelieved('the answer was signed at another time');
    const key = await this.keys.find(signature.serial, context);
    if (!key) throw new NotBelieved('the answer is signed under an unknown serial');
    if (!isGenuine(signature, answer.body, key)) throw new NotBelieved('the signature of the answer is wrong');
  }
}

function refusal({ status, headers, body }: WireAnswer): Refused {
  const number = /-(\d{6,12})$/.exec(headers['request-id'] ?? '')?.[1] ?? '';
  try {
    const { code, message } = jsonObject(body);
    return { ok: false, status, number, code: typeof code === 'string' ? code : '', message: typeof message === 'string' ? message : '' };
  } catch {
    return { ok: false, status, number, code: '', message: '' };
  }
}
