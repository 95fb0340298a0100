import { settlementReversed } from '@meridian/contracts/insurance/settlement-reversed.event';
import { moneyProjection } from './money-projection';

/** The insurer owes nothing for the settlement any more. */
export const settlementReversedProjection = moneyProjection(settlementReversed, (data) => ({ kind: 'settlement-reversed', ...data }));
