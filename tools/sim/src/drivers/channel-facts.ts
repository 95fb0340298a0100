import type { Fact } from '@meridian/kernel/machine';
import type { Paid, RefundView } from '../parties/trade';

// apps/payment/src/usecases/call-channel/channel-fact.ts: by callback or by query, the same fact.

export const paidFact = ({ outTradeNo, transactionId, paidFen, paidAt }: Paid): Fact =>
  ({ kind: 'paid', id: `wechat.${transactionId}`, outTradeNo, transactionId, amountFen: paidFen, paidAt }) as Fact;

export const deadFact = (outTradeNo: string): Fact => ({ kind: 'dead', id: `${outTradeNo}.dead`, outTradeNo }) as Fact;

const KINDS = { processing: 'refundProcessing', succeeded: 'refundSucceeded', closed: 'refundClosed', abnormal: 'refundFailed' } as const;

export const refundFact = ({ state, outRefundNo, succeededAt }: RefundView): Fact => {
  if (state === 'absent') throw new Error('an absent refund is no fact');
  const kind = KINDS[state];
  const code = state === 'abnormal' ? 'REFUND_ABNORMAL' : null;
  return { kind, id: `${outRefundNo}.${kind}`, outRefundNo, succeededAt: succeededAt ?? null, code } as Fact;
};
