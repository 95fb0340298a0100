import type { Arm } from '@meridian/kernel/arm';
import type { Instant } from '@meridian/kernel/clock';
import type { Fen } from '@meridian/kernel/fen';
import type { CallContext } from '@meridian/plugin-kit/wire';

/**
 * The one shape of every payment channel. A channel declares what it can do as data; a declared operation without
 * its implementation does not compile. Codes of the rejected arm are the port's own (see `ChannelCode`).
 */
export const CHANNEL_PRODUCTS = ['JSAPI', 'MINI_PROGRAM', 'APP', 'H5', 'NATIVE', 'PAYMENT_CODE'] as const;
export type ChannelProduct = (typeof CHANNEL_PRODUCTS)[number];

export interface OpenRequest {
  readonly product: ChannelProduct;
  readonly outTradeNo: string;
  readonly amountFen: Fen;
  /** Shown in the payer's bill; no medical detail, no personal data. */
  readonly description: string;
  /** The last moment the payer can pay. */
  readonly expiresAt: Instant;
  /** The payer under this merchant's application, where the product needs one (JSAPI: openid). */
  readonly payerId?: string;
}

/** What the payer's client needs to pay. `clientParameters` are the signed call-up parameters of the product. */
export interface Opened {
  readonly prepayId: string;
  readonly clientParameters: Readonly<Record<string, string>>;
  readonly validUntil: Instant;
}

export interface Payment {
  readonly outTradeNo: string;
  /** `absent`: the channel has never seen this number. A failed attempt leaves it `unpaid`: it may still be paid. */
  readonly state: 'absent' | 'unpaid' | 'paying' | 'paid' | 'closed';
  /** The following three are present exactly when `state` is `paid`. */
  readonly transactionId?: string;
  readonly paidFen?: Fen;
  readonly paidAt?: Instant;
}

export interface RefundRequest {
  readonly outTradeNo: string;
  readonly outRefundNo: string;
  readonly refundFen: Fen;
  /** The whole captured amount. */
  readonly totalFen: Fen;
  readonly reason: string;
}

export interface ChannelRefund {
  readonly outRefundNo: string;
  /** `closed`: failed for good, a new number is needed. `abnormal`: the payer's account cannot take it. */
  readonly state: 'absent' | 'processing' | 'succeeded' | 'closed' | 'abnormal';
  readonly refundId?: string;
  readonly refundFen?: Fen;
  readonly succeededAt?: Instant;
}

/** A callback as it arrived: header names lower case, body untouched. */
export interface RawCallback {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export type CallbackNotice =
  | { readonly kind: 'payment'; readonly notificationId: string; readonly payment: Payment & { readonly state: 'paid' } }
  | { readonly kind: 'refund'; readonly notificationId: string; readonly refund: ChannelRefund };

/** Codes of the rejected arm, the same for every channel. */
export type ChannelCode =
  | 'PAYMENT_PAID' // open or close on a paid number
  | 'PAYMENT_CLOSED' // open on a closed number
  | 'PAYMENT_PAYING' // close while the payer is typing the password
  | 'NUMBER_REUSED' // same number, other parameters
  | 'REQUEST_INVALID' // the channel refuses the request itself
  | 'CHANNEL_NOT_AUTHORISED' // merchant, product or signature not accepted
  | 'BALANCE_SHORT' // refund: the merchant's balance is short; same number after top-up
  | 'REFUND_REFUSED' // refund: never for this payment (over the amount, past a year, not paid)
  | 'CALLBACK_SIGNATURE_INVALID'
  | 'CALLBACK_STALE'
  | 'CALLBACK_MALFORMED';

type Operation<Request, Answer> = (request: Request, context: CallContext) => Promise<Arm<Answer>>;

export interface ChannelOperations {
  /** Idempotent by outTradeNo: the identical request gives a valid prepay again. */
  open: Operation<OpenRequest, Opened>;
  query: Operation<{ outTradeNo: string }, Payment>;
  /** Accepted means: this number can never be paid any more. */
  close: Operation<{ outTradeNo: string }, Record<string, never>>;
  /** Accepted means taken in, not done: look at `state`. Idempotent by outRefundNo. */
  refund: Operation<RefundRequest, ChannelRefund>;
  queryRefund: Operation<{ outRefundNo: string }, ChannelRefund>;
  /** Verifies over the raw bytes, checks age, decrypts, maps. Never answers silent for a forged one: rejected. */
  readCallback: Operation<RawCallback, CallbackNotice>;
}

export type ChannelOperation = keyof ChannelOperations;

/** `Can` is the list of declared operations; TypeScript demands each of them. */
export type ChannelPlugin<Can extends ChannelOperation = ChannelOperation> = {
  readonly channel: string;
  readonly products: readonly ChannelProduct[];
  readonly can: readonly Can[];
  /** Names of JSON members whose values are personal or secret: the masked view hides them. */
  readonly sensitive: readonly string[];
  readonly operations: Pick<ChannelOperations, Can>;
};

export const defineChannel = <const Can extends ChannelOperation>(plugin: ChannelPlugin<Can>): ChannelPlugin<Can> => plugin;
