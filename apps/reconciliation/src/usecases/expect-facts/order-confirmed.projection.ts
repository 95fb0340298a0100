import { orderConfirmed } from '@meridian/contracts/order/order-confirmed.event';
import { expectationProjection, partsOf } from './expectation-projection';

/** A line of the HIS's list by its receipt. */
export const orderConfirmedProjection = expectationProjection(orderConfirmed, ({ hisReceiptNo, split, confirmedAt }) => [
  {
    kind: 'must',
    side: 'his',
    entry: 'confirm',
    reference: hisReceiptNo,
    amountFen: split.totalFen,
    parts: partsOf(split),
    at: confirmedAt,
  },
]);
