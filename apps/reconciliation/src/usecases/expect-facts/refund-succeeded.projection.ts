import { refundSucceeded } from '@meridian/contracts/payment/refund-succeeded.event';
import { expectationProjection } from './expectation-projection';
import { isRead } from './payment-captured.projection';

/** A line of the channel's trade bill by out_refund_no; it may stand on the earlier day of the application. */
export const refundSucceededProjection = expectationProjection(refundSucceeded, ({ channel, outRefundNo, amountFen, succeededAt }) =>
  isRead(channel) ? [{ kind: 'must', side: channel, entry: 'refund', reference: outRefundNo, amountFen, at: succeededAt }] : [],
);
