import { paymentCaptured } from '@meridian/contracts/payment/payment-captured.event';
import { moneyProjection } from './money-projection';

/** The channel holds money for the order, or surplus money for its payer. */
export const paymentCapturedProjection = moneyProjection(paymentCaptured, (data) => ({ kind: 'payment-captured', ...data }));
