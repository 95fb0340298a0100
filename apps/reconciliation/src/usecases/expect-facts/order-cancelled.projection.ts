import { orderCancelled } from '@meridian/contracts/order/order-cancelled.event';
import { expectationProjection } from './expectation-projection';

/** The HIS holds a tombstone of the order; a confirm that stands would be a bill paid by nobody. */
export const orderCancelledProjection = expectationProjection(orderCancelled, ({ orderNo, cancelledAt }) => [
  { kind: 'may-not', side: 'his', entry: 'confirm', reference: orderNo, amountFen: 0, at: cancelledAt },
]);
