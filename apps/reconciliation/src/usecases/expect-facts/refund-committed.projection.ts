import { refundCommitted } from '@meridian/contracts/payment/refund-committed.event';
import { expectationProjection } from './expectation-projection';
import { isRead } from './payment-captured.projection';

/**
 * The channel writes its line when the refund is applied for, before it succeeds; until then the line explains itself by the payment it
 * gives back and its amount.
 */
export const refundCommittedProjection = expectationProjection(refundCommitted, ({ channel, outTradeNo, amountFen, committedAt }) =>
  isRead(channel) ? [{ kind: 'may', side: channel, entry: 'refund', reference: outTradeNo, amountFen, at: committedAt }] : [],
);
