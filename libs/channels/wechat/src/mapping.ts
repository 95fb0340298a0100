import type { ChannelRefund, Payment } from '@meridian/channel-kit/port';
import type { Merchant } from './config';
import { amountIn, expectIn, instantIn, type Json, NotBelieved, objectIn, textIn } from './reading';

/** Any refund, even a partial one, moves a paid order to REFUND: still paid (facts A5). */
const PAYMENT_STATES: Readonly<Record<string, Exclude<Payment['state'], 'absent'>>> = {
  SUCCESS: 'paid',
  REFUND: 'paid',
  NOTPAY: 'unpaid',
  PAYERROR: 'unpaid',
  USERPAYING: 'paying',
  ACCEPT: 'paying',
  CLOSED: 'closed',
  REVOKED: 'closed',
};

const REFUND_STATES: Readonly<Record<string, ChannelRefund['state']>> = {
  PROCESSING: 'processing',
  SUCCESS: 'succeeded',
  CLOSED: 'closed',
  ABNORMAL: 'abnormal',
};

/** Reads a transaction from a query or a callback. @throws NotBelieved also when it belongs to another merchant or application. */
export function paymentIn(transaction: Json, merchant: Merchant): Payment {
  expectIn(transaction, 'mchid', merchant.mchid);
  if (!merchant.appids.includes(textIn(transaction, 'appid'))) throw new NotBelieved('appid is not ours');
  const outTradeNo = textIn(transaction, 'out_trade_no');
  const state = stateIn(transaction, 'trade_state', PAYMENT_STATES);
  if (state !== 'paid') return { outTradeNo, state };
  const amount = objectIn(transaction, 'amount');
  expectYuan(amount);
  return {
    outTradeNo,
    state,
    transactionId: textIn(transaction, 'transaction_id'),
    // `total` and not `payer_total`: coupons are settled to the hospital as well, and the bill shows the order amount.
    paidFen: amountIn(amount, 'total'),
    paidAt: instantIn(transaction, 'success_time'),
  };
}

/** Reads a refund. @param stateName `status` in answers, `refund_status` in callbacks. @throws NotBelieved */
export function refundIn(refund: Json, stateName: 'status' | 'refund_status'): ChannelRefund {
  const amount = objectIn(refund, 'amount');
  expectYuan(amount);
  const state = stateIn(refund, stateName, REFUND_STATES);
  return {
    outRefundNo: textIn(refund, 'out_refund_no'),
    state,
    refundId: textIn(refund, 'refund_id'),
    refundFen: amountIn(amount, 'refund'),
    ...(state === 'succeeded' ? { succeededAt: instantIn(refund, 'success_time') } : {}),
  };
}

function stateIn<State extends string>(json: Json, name: string, states: Readonly<Record<string, State>>): State {
  const said = textIn(json, name);
  const state = Object.hasOwn(states, said) ? states[said] : undefined;
  if (state === undefined) throw new NotBelieved(`${name} ${said.slice(0, 32)} stands in no table`);
  return state;
}

/** The currency may be left out; when it is there it must be yuan. */
function expectYuan(amount: Json): void {
  if (amount.currency !== undefined) expectIn(amount, 'currency', 'CNY');
}
