import { refundBooked } from '@meridian/contracts/order/refund-booked.event';
import { moneyProjection } from './money-projection';

/** Revenue goes back to the order. */
export const refundBookedProjection = moneyProjection(refundBooked, (data) => ({ kind: 'refund-booked', ...data }));
