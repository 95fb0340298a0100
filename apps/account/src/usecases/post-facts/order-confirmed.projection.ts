import { orderConfirmed } from '@meridian/contracts/order/order-confirmed.event';
import { moneyProjection } from './money-projection';

/** What the order received becomes revenue. */
export const orderConfirmedProjection = moneyProjection(orderConfirmed, (data) => ({ kind: 'order-confirmed', ...data }));
