import type { Instant } from '@meridian/kernel/clock';
import type { Command } from '@meridian/kernel/machine';
import type { Attempt, Collection, Leg, Refund } from './collection';

/** Query back-off starts here; the ladder of the call goes on (channels.md part E). */
const FIRST_QUERY_AFTER_MS = 5000;

export const openCommand = (collection: Collection, leg: Leg, attempt: Attempt): Command => ({
  kind: 'channel.open',
  key: `${attempt.outTradeNo}.open`,
  payload: {
    channel: leg.channel,
    product: leg.product,
    outTradeNo: attempt.outTradeNo,
    amountFen: leg.amountFen,
    description: collection.description,
    expiresAt: leg.expiresAt,
    ...(leg.payerId === null ? {} : { payerId: leg.payerId }),
  },
});

/** Asks the channel until it is paid or the window has ended: callbacks may never come. */
export const watchCommand = (leg: Leg, attempt: Attempt, at: Instant): Command => ({
  kind: 'channel.watch',
  key: `${attempt.outTradeNo}.watch`,
  payload: { channel: leg.channel, outTradeNo: attempt.outTradeNo, expiresAt: leg.expiresAt },
  notBefore: at + FIRST_QUERY_AFTER_MS,
});

/** Carries the order call too: a number the channel has not seen yet is opened first, then closed, so that no late order call can live. */
export const closeCommand = (collection: Collection, attempt: Attempt): Command => {
  const leg = collection.legs.find((one) => one.attempts.some((tried) => tried.outTradeNo === attempt.outTradeNo)) as Leg;
  return {
    kind: 'channel.close',
    key: `${attempt.outTradeNo}.close`,
    payload: { ...openCommand(collection, leg, attempt).payload, attemptState: attempt.state },
  };
};

export const refundCommand = (channel: string, refund: Refund, totalFen: number): Command => ({
  kind: 'channel.refund',
  key: `${refund.outRefundNo}.refund`,
  payload: {
    channel,
    outTradeNo: refund.outTradeNo,
    outRefundNo: refund.outRefundNo,
    refundFen: refund.amountFen,
    totalFen,
    reason: refund.reason,
  },
});

export const watchRefundCommand = (channel: string, refund: Refund, at: Instant): Command => ({
  kind: 'channel.watch-refund',
  key: `${refund.outRefundNo}.watch`,
  payload: { channel, outRefundNo: refund.outRefundNo },
  notBefore: at + FIRST_QUERY_AFTER_MS,
});
