import { paymentCaptured } from '@meridian/contracts/payment/payment-captured.event';
import { capture } from '../../domain/transaction';
import { transactionProjection } from './transaction-projection';

export const paymentCapturedProjection = transactionProjection(
  paymentCaptured,
  ({ orderNo, hospitalId, channel, product, amountFen, paidAt }) =>
    capture(channel, amountFen, { orderNo, hospitalId, product, at: paidAt }),
);
