import { refundBooked } from '@meridian/contracts/order/refund-booked.event';
import { expectationProjection, partsOf } from './expectation-projection';

/** A line of the HIS's list of refunds by its own number. */
export const refundBookedProjection = expectationProjection(refundBooked, ({ hisRefundNo, split, bookedAt }) => [
  {
    kind: 'must',
    side: 'his',
    entry: 'his-refund',
    reference: hisRefundNo,
    amountFen: split.totalFen,
    parts: partsOf(split),
    at: bookedAt,
  },
]);
