import type { Instant } from '../frame/clock';
import { shanghaiRfc3339 } from '../frame/time';
import type { Signer } from './keys';

/** The JSAPI order's fields that matter after it was taken in. Amounts are whole fen. */
export interface OrderTerms {
  readonly appid: string;
  readonly mchid: string;
  readonly outTradeNo: string;
  readonly totalFen: number;
  readonly openid: string;
  readonly notifyUrl: string;
  readonly attach: string;
  /** The last moment the payer can pay. */
  readonly expiresAt: Instant;
}

export interface Order {
  readonly terms: OrderTerms;
  /** The canonical body: a repeat with the same number must equal it. */
  readonly parameters: string;
  readonly createdAt: Instant;
  /** The identity the merchant asked for in the latest order request; callbacks use it. */
  signer: Signer;
  prepay: { readonly id: string; readonly validUntil: Instant };
  closedAt?: Instant;
  /** May follow closedAt: money that was already on its way. */
  payment?: { readonly transactionId: string; readonly at: Instant };
  readonly refunds: Refund[];
  failedAttempts: number;
}

export type RefundStatus = 'PROCESSING' | 'SUCCESS' | 'CLOSED' | 'ABNORMAL';

export interface Refund {
  readonly refundId: string;
  readonly outRefundNo: string;
  readonly parameters: string;
  readonly refundFen: number;
  readonly notifyUrl: string | undefined;
  readonly createdAt: Instant;
  signer: Signer;
  status: RefundStatus;
  succeededAt?: Instant;
}

export type TradeState = 'NOTPAY' | 'SUCCESS' | 'CLOSED' | 'REFUND';

const DAY_MS = 86_400_000;
/** An unpaid order closes by itself after this (channels.md A4). */
const LIFE_MS = 7 * DAY_MS;

/** Any refund, even a partial one, makes it REFUND (channels.md A5). */
export function tradeState(order: Order, now: Instant): TradeState {
  if (order.refunds.length > 0) return 'REFUND';
  if (order.payment) return 'SUCCESS';
  return order.closedAt !== undefined || now >= order.createdAt + LIFE_MS ? 'CLOSED' : 'NOTPAY';
}

/** What closed refunds have given back may be refunded again under a new number. */
export const refundedFen = (order: Order): number =>
  order.refunds.filter(({ status }) => status !== 'CLOSED').reduce((sum, { refundFen }) => sum + refundFen, 0);

const STATE_TEXT: Readonly<Record<TradeState, string>> = {
  NOTPAY: '订单未支付',
  SUCCESS: '支付成功',
  CLOSED: '订单已关闭',
  REFUND: '订单发生过退款，退款详情请查询退款单',
};

/** The query answer, which is also the plaintext of the payment callback. */
export function transactionView(order: Order, now: Instant): Record<string, unknown> {
  const { terms, payment } = order;
  const state = tradeState(order, now);
  const unpaid = {
    appid: terms.appid,
    mchid: terms.mchid,
    out_trade_no: terms.outTradeNo,
    trade_state: state,
    trade_state_desc: STATE_TEXT[state],
    attach: terms.attach,
    promotion_detail: [],
  };
  if (!payment) return { ...unpaid, amount: { total: terms.totalFen, currency: 'CNY' } };
  return {
    ...unpaid,
    transaction_id: payment.transactionId,
    trade_type: 'JSAPI',
    bank_type: 'OTHERS',
    success_time: shanghaiRfc3339(payment.at),
    payer: { openid: terms.openid },
    amount: { total: terms.totalFen, payer_total: terms.totalFen, currency: 'CNY', payer_currency: 'CNY' },
  };
}

const RECEIVED_BY = '支付用户零钱';

/** The answer of applying for and of asking after a refund. */
export function refundView(order: Order, refund: Refund): Record<string, unknown> {
  const total = order.terms.totalFen;
  return {
    refund_id: refund.refundId,
    out_refund_no: refund.outRefundNo,
    transaction_id: order.payment?.transactionId,
    out_trade_no: order.terms.outTradeNo,
    channel: 'ORIGINAL',
    user_received_account: RECEIVED_BY,
    ...(refund.succeededAt === undefined ? {} : { success_time: shanghaiRfc3339(refund.succeededAt) }),
    create_time: shanghaiRfc3339(refund.createdAt),
    status: refund.status,
    funds_account: 'AVAILABLE',
    amount: {
      total,
      refund: refund.refundFen,
      payer_total: total,
      payer_refund: refund.refundFen,
      settlement_refund: refund.refundFen,
      settlement_total: total,
      discount_refund: 0,
      currency: 'CNY',
    },
    promotion_detail: [],
  };
}

/** The plaintext of the refund callback: `refund_status` instead of `status`, no channel, no funds_account. */
export function refundNotice(order: Order, refund: Refund): Record<string, unknown> {
  const total = order.terms.totalFen;
  return {
    mchid: order.terms.mchid,
    transaction_id: order.payment?.transactionId,
    out_trade_no: order.terms.outTradeNo,
    refund_id: refund.refundId,
    out_refund_no: refund.outRefundNo,
    refund_status: refund.status,
    ...(refund.succeededAt === undefined ? {} : { success_time: shanghaiRfc3339(refund.succeededAt) }),
    user_received_account: RECEIVED_BY,
    amount: { total, refund: refund.refundFen, payer_total: total, payer_refund: refund.refundFen },
  };
}
