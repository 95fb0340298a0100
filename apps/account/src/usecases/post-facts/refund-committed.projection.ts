import { refundCommitted } from '@meridian/contracts/payment/refund-committed.event';
import { moneyProjection } from './money-projection';

/** The order owes money to its payer. */
export const refundCommittedProjection = moneyProjection(refundCommitted, (data) => ({ kind: 'refund-committed', ...data }));
