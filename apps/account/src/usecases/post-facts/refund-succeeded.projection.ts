import { refundSucceeded } from '@meridian/contracts/payment/refund-succeeded.event';
import { moneyProjection } from './money-projection';

/** The channel has paid the payer back. */
export const refundSucceededProjection = moneyProjection(refundSucceeded, (data) => ({ kind: 'refund-succeeded', ...data }));
