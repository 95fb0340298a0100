import { paymentCaptured } from '@meridian/contracts/payment/payment-captured.event';
import type { Side } from '../../domain/expectation';
import { expectationProjection } from './expectation-projection';

/** A line of the channel's trade bill by out_trade_no. */
export const paymentCapturedProjection = expectationProjection(paymentCaptured, ({ channel, outTradeNo, amountFen, paidAt }) =>
  isRead(channel) ? [{ kind: 'must', side: channel, entry: 'payment', reference: outTradeNo, amountFen, at: paidAt }] : [],
);

/** The channels whose books are read. */
export const isRead = (channel: string): channel is Side => channel === 'wechat';
