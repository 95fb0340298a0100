import type { WechatSecrets } from '../config';
import type { Instant, SandboxClock } from '../frame/clock';
import type { Numbers } from '../frame/numbers';
import { shanghaiDigits } from '../frame/time';
import { orderClosed, orderNotExist, orderPaid, WechatError } from './errors';
import { BodyFields, canonical, paramError } from './fields';
import type { Signer } from './keys';
import { type Order, type OrderTerms, tradeState } from './order';

export const OUT_TRADE_NO = { min: 6, max: 32, pattern: /^[0-9A-Za-z_\-|*]+$/ } as const;
export const NOTIFY_URL = { max: 255, pattern: /^https?:\/\/[^?\s]+$/ } as const;

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const PREPAY_LIFE_MS = 2 * 60 * MINUTE_MS;
/** The official pages say 7 days or 15; the wider one is accepted (channels.md A3). */
const LONGEST_EXPIRY_MS = 15 * DAY_MS;
const DEFAULT_EXPIRY_MS = 7 * DAY_MS;

export interface OrderParts {
  readonly clock: SandboxClock;
  readonly numbers: Numbers;
  readonly secrets: WechatSecrets;
}

/** The orders of one merchant: placing, finding, closing, paying. */
export class Orders {
  readonly #parts: OrderParts;
  readonly #byNumber = new Map<string, Order>();

  constructor(parts: OrderParts) {
    this.#parts = parts;
  }

  /** Takes an order in, or answers a repeat with the identical body; the prepay_id is renewed when its two hours are over. */
  place(body: string, signer: Signer): Order {
    const fields = new BodyFields(body);
    const now = this.#parts.clock.now();
    const terms = this.#readTerms(fields, now);
    const parameters = canonical(fields.root);
    const known = this.#byNumber.get(terms.outTradeNo);
    if (known) return this.#replace(known, parameters, signer);
    const order: Order = { terms, parameters, createdAt: now, signer, prepay: this.#prepay(now), refunds: [], failedAttempts: 0 };
    this.#byNumber.set(terms.outTradeNo, order);
    return order;
  }

  /** Throws ORDER_NOT_EXIST. */
  byNumber(outTradeNo: string): Order {
    const order = this.#byNumber.get(outTradeNo);
    if (!order) throw orderNotExist();
    return order;
  }

  /** Throws ORDER_NOT_EXIST. */
  byTransaction(transactionId: string): Order {
    const order = this.all().find(({ payment }) => payment?.transactionId === transactionId);
    if (!order) throw orderNotExist();
    return order;
  }

  all(): Order[] {
    return [...this.#byNumber.values()];
  }

  /** Closing again is answered like the first time; a paid order cannot be closed. */
  close(outTradeNo: string): Order {
    const order = this.byNumber(outTradeNo);
    if (order.payment) throw orderPaid();
    order.closedAt ??= this.#parts.clock.now();
    return order;
  }

  /** Why the payer cannot pay now, or null. */
  unpayable(order: Order): string | null {
    const now = this.#parts.clock.now();
    const state = tradeState(order, now);
    if (state !== 'NOTPAY') return `the order is ${state}`;
    if (now > order.terms.expiresAt) return 'the order is past its time_expire';
    return now > order.prepay.validUntil ? 'the prepay_id is older than two hours' : null;
  }

  /** The money arrives, also on a closed order; whether it may was asked before. False when it had arrived already. */
  pay(order: Order): boolean {
    if (order.payment) return false;
    const at = this.#parts.clock.now();
    const { numbers } = this.#parts;
    order.payment = { transactionId: `4200${numbers.digits(6)}${shanghaiDigits(at).slice(0, 8)}${numbers.digits(10)}`, at };
    return true;
  }

  reset(): void {
    this.#byNumber.clear();
  }

  demandMerchant(fields: BodyFields): void {
    if (fields.text('/mchid', { max: 32 }) !== this.#parts.secrets.mchid) throw fields.fail('/mchid', '与签名使用的商户号不一致');
  }

  #replace(order: Order, parameters: string, signer: Signer): Order {
    const now = this.#parts.clock.now();
    if (order.parameters !== parameters) throw new WechatError('OUT_TRADE_NO_USED', '商户订单号重复', { internalCode: '268498688' });
    if (order.payment) throw orderPaid();
    if (tradeState(order, now) === 'CLOSED' || now > order.terms.expiresAt) throw orderClosed();
    if (now > order.prepay.validUntil) order.prepay = this.#prepay(now);
    order.signer = signer;
    return order;
  }

  #prepay(now: Instant): Order['prepay'] {
    return { id: `wx${shanghaiDigits(now)}${this.#parts.numbers.hex(20)}`, validUntil: now + PREPAY_LIFE_MS };
  }

  #readTerms(fields: BodyFields, now: Instant): OrderTerms {
    const appid = fields.text('/appid', { max: 32 });
    this.demandMerchant(fields);
    fields.text('/description', { max: 127 });
    const outTradeNo = fields.text('/out_trade_no', OUT_TRADE_NO);
    const notifyUrl = fields.text('/notify_url', NOTIFY_URL);
    const totalFen = fields.fen('/amount/total');
    demandCny(fields, fields.has('/amount/currency'));
    if (!fields.has('/payer/openid')) throw missingOpenid();
    const openid = fields.text('/payer/openid', { max: 128 });
    const attach = fields.optionalText('/attach', { max: 128 }) ?? '';
    const known = this.#byNumber.get(outTradeNo);
    const expiresAt = readExpiry(fields, known?.createdAt ?? now);
    if (appid !== this.#parts.secrets.appid) {
      throw new WechatError('APPID_MCHID_NOT_MATCH', 'appid和mch_id不匹配', { internalCode: '268445527' });
    }
    return { appid, mchid: this.#parts.secrets.mchid, outTradeNo, totalFen, openid, notifyUrl, attach, expiresAt };
  }
}

export function demandCny(fields: BodyFields, given: boolean): void {
  if (given && fields.text('/amount/currency', { max: 16 }) !== 'CNY') throw fields.fail('/amount/currency', '只支持CNY');
}

const missingOpenid = (): WechatError =>
  paramError({ location: 'body', field: '/payer/openid', value: '', issue: '此字段为必填项' }, '268501013');

/** Judged from when the order was first taken in, so that the identical repeat is not refused for its age. */
function readExpiry(fields: BodyFields, from: Instant): Instant {
  const text = fields.optionalText('/time_expire', { max: 64, pattern: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d([+-]\d\d:\d\d|Z)$/ });
  if (text === undefined) return from + DEFAULT_EXPIRY_MS;
  const expiresAt = Date.parse(text);
  if (Number.isNaN(expiresAt)) throw fields.fail('/time_expire', '不是合法的时间');
  if (expiresAt <= from) throw fields.fail('/time_expire', '早于当前时间');
  if (expiresAt > from + LONGEST_EXPIRY_MS) throw fields.fail('/time_expire', '超出允许的最长时间');
  return Math.max(expiresAt, from + MINUTE_MS);
}
