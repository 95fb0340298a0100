import type { Instant } from '../frame/clock';
import type { BookRow } from '../frame/party';
import { shanghaiDay } from '../frame/time';
import { type Order, tradeState } from './order';

/** A refund stands on the day it was applied for, as in WeChat's own trade bill (channels.md A11). */
export function wechatBooks(orders: readonly Order[], now: Instant): readonly BookRow[] {
  return orders.flatMap((order) => rowsOf(order, now)).sort((a, b) => a.at - b.at);
}

function rowsOf(order: Order, now: Instant): BookRow[] {
  const { payment, terms, refunds } = order;
  if (!payment) return [];
  const paid: BookRow = {
    party: 'wechat',
    kind: 'payment',
    number: terms.outTradeNo,
    reference: payment.transactionId,
    amountFen: terms.totalFen,
    at: payment.at,
    day: shanghaiDay(payment.at),
    state: tradeState(order, now),
  };
  const back = refunds.map(
    (refund): BookRow => ({
      party: 'wechat',
      kind: 'refund',
      number: refund.outRefundNo,
      reference: refund.refundId,
      of: terms.outTradeNo,
      amountFen: refund.refundFen,
      at: refund.createdAt,
      day: shanghaiDay(refund.createdAt),
      state: refund.status,
    }),
  );
  return [paid, ...back];
}
