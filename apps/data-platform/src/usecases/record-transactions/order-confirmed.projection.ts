import { orderConfirmed } from '@meridian/contracts/order/order-confirmed.event';
import { confirmation } from '../../domain/transaction';
import { transactionProjection } from './transaction-projection';

export const orderConfirmedProjection = transactionProjection(
  orderConfirmed,
  ({ orderNo, hospitalId, payMode, split, confirmedAt, settleAskedAt }) =>
    confirmation(split, { orderNo, hospitalId, product: payMode, at: confirmedAt, settleMs: Math.max(0, confirmedAt - settleAskedAt) }),
);
