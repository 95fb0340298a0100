import type { ChannelRefund, Payment } from '@meridian/channel-kit/port';
import { fen } from '@meridian/kernel/fen';
import type { Dead, Paid, RefundHeard, WindowEnded } from '../../domain/collection';

/** The same money told by callback, query or close carries the same id: the channel's transaction. */
export const paidFact = (channel: string, payment: Payment): Paid => {
  const { outTradeNo, transactionId, paidFen, paidAt } = payment;
  if (transactionId === undefined || paidFen === undefined || paidAt === undefined) throw new Error('a paid payment without its figures');
  return { kind: 'paid', id: `${channel}.${transactionId}`, outTradeNo, transactionId, amountFen: fen(paidFen), paidAt };
};

export const deadFact = (outTradeNo: string): Dead => ({ kind: 'dead', id: `${outTradeNo}.dead`, outTradeNo });

export const windowEndedFact = (outTradeNo: string): WindowEnded => ({ kind: 'windowEnded', id: `${outTradeNo}.window-ended`, outTradeNo });

const REFUND_KINDS = {
  processing: 'refundProcessing',
  succeeded: 'refundSucceeded',
  closed: 'refundClosed',
  abnormal: 'refundFailed',
} as const;

/** @throws when the channel does not know the refund: that is no fact of a refund. */
export const refundFact = (refund: ChannelRefund): RefundHeard => {
  if (refund.state === 'absent') throw new Error('an absent refund is no fact');
  const kind = REFUND_KINDS[refund.state];
  return {
    kind,
    id: `${refund.outRefundNo}.${kind}`,
    outRefundNo: refund.outRefundNo,
    succeededAt: refund.succeededAt ?? null,
    code: refund.state === 'abnormal' ? 'REFUND_ABNORMAL' : null,
  };
};
