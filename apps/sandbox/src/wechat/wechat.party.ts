import type { WechatSecrets } from '../config';
import type { Fault } from '../frame/faults';
import type { AdminRoute, BookRow, Party, PartyDeps, PartyReply, PartyRequest } from '../frame/party';
import { rawText } from '../frame/serve-faulted';
import { wechatBooks } from './books';
import { CALLBACK_OPERATIONS } from './callbacks';
import { Cashier } from './cashier';
import { WechatError } from './errors';
import { checkRequest } from './gate';
import { isTamper, readKeys, type Signer, signerFor, signMessage, TAMPER_KINDS, type WechatKeys } from './keys';
import { type Answer, OPERATION_FAULTS, wechatOperations } from './operations';
import { payerRoutes } from './payer.admin';
import { matchRoute, WECHAT_OPERATIONS } from './routes';

export interface WechatOptions {
  /** How long a refund stays PROCESSING on the sandbox clock. */
  readonly refundAfterMs: number;
}

/**
 * WeChat Pay v3 for one direct merchant (channels.md A1-A10), its state in memory. Fault kinds of its own:
 * tamper-body, tamper-signature (a SIGNTEST probe), stale-timestamp, strip-headers, wrong-serial, sign-garbage (rightly signed,
 *   not JSON): for signed answers and for callbacks
 * callback-before-answer  jsapi: the payer pays and the callback arrives before the order's answer; refund: the same with its end
 * late-payment            close: answered 204, and delayMs later the payer's money arrives all the same
 * refund-abnormal, refund-closed, refund-slow  refund: how it ends, delayMs after it was accepted
 * empty-associated-data   callback: the other form of the encrypted resource
 */
export function wechatParty(deps: PartyDeps<WechatSecrets>, options: WechatOptions = { refundAfterMs: 1_000 }): Party {
  return new WechatParty(deps, options);
}

const REQUEST_FAULTS = [...TAMPER_KINDS, ...OPERATION_FAULTS];

class WechatParty implements Party {
  readonly name = 'wechat';
  readonly operations = [...WECHAT_OPERATIONS, ...CALLBACK_OPERATIONS];
  readonly faultKinds = [...REQUEST_FAULTS, 'empty-associated-data'];
  readonly adminRoutes: readonly AdminRoute[];
  readonly #deps: PartyDeps<WechatSecrets>;
  readonly #keys: WechatKeys;
  readonly #cashier: Cashier;
  readonly #handlers: ReturnType<typeof wechatOperations>;

  constructor(deps: PartyDeps<WechatSecrets>, { refundAfterMs }: WechatOptions) {
    const keys = readKeys(deps.secrets);
    const cashier = new Cashier(deps, keys);
    this.#deps = deps;
    this.#keys = keys;
    this.#cashier = cashier;
    this.#handlers = wechatOperations({ deps, keys, cashier, refundAfterMs });
    this.adminRoutes = payerRoutes({ clock: deps.clock, cashier });
  }

  operationOf(request: PartyRequest): string | null {
    const matched = matchRoute(request);
    return typeof matched === 'number' ? null : matched.operation;
  }

  async execute(request: PartyRequest): Promise<PartyReply> {
    const matched = matchRoute(request);
    if (typeof matched === 'number') return { status: matched, headers: {}, body: '' };
    const { operation, number } = matched;
    try {
      checkRequest(request, { keys: this.#keys, secrets: this.#deps.secrets, now: this.#deps.clock.now() });
      const signer = signerFor(this.#keys, request.headers['wechatpay-serial']);
      const fault = this.#deps.faults.take(this.name, operation, rawText(request), REQUEST_FAULTS);
      return this.#signed(await this.#handlers[operation]({ request, number, signer, fault }), signer, fault);
    } catch (error) {
      if (error instanceof WechatError) return this.#refusal(request, error);
      throw error;
    }
  }

  refuse(request: PartyRequest, { code = 'INVALID_REQUEST', text = '请求不符合业务规则' }: Fault): PartyReply {
    return this.#refusal(request, new WechatError(code, text));
  }

  failure(request: PartyRequest): PartyReply {
    return this.#refusal(request, new WechatError('SYSTEM_ERROR', '系统异常，请稍后重试'));
  }

  books(): readonly BookRow[] {
    return wechatBooks(this.#cashier.orders.all(), this.#deps.clock.now());
  }

  reset(): void {
    this.#cashier.reset();
  }

  #signed(answer: Answer, signer: Signer, fault: Fault | null): PartyReply {
    const message = signMessage({
      signer,
      now: this.#deps.clock.now(),
      nonce: this.#deps.numbers.hex(32),
      body: answer === null ? '' : JSON.stringify(answer),
      tamper: isTamper(fault?.kind) ? fault.kind : undefined,
    });
    const headers = { 'Request-ID': this.#requestId('0'), ...message.headers };
    if (answer === null) return { status: 204, headers, body: '' };
    return { status: 200, headers: { ...headers, 'Content-Type': 'application/json; charset=utf-8' }, body: message.body };
  }

  /** Never signed. Request-ID was seen to be absent on the 401s of the transaction paths (channels.md A1). */
  #refusal(request: PartyRequest, error: WechatError): PartyReply {
    const nameless = error.status === 401 && request.path.startsWith('/v3/pay/transactions/');
    return {
      status: error.status,
      headers: {
        'Content-Type': 'application/json; charset=utf-8',
        ...(nameless ? {} : { 'Request-ID': this.#requestId(error.internalCode) }),
      },
      body: error.body,
    };
  }

  #requestId(internalCode: string): string {
    return `${this.#deps.numbers.hex(32).toUpperCase()}-${internalCode}`;
  }
}
