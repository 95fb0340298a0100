import { refundSucceeded } from '@meridian/contracts/payment/refund-succeeded.event';
import { refund } from '../../domain/transaction';
import { transactionProjection } from './transaction-projection';

export const refundSucceededProjection = transactionProjection(
  refundSucceeded,
  ({ orderNo, hospitalId, channel, amountFen, succeededAt }) => refund(channel, amountFen, { orderNo, hospitalId, at: succeededAt }),
);
