import { settlementInsured } from '@meridian/contracts/insurance/settlement-insured.event';
import { moneyProjection } from './money-projection';

/** The insurer owes its parts to the order. */
export const settlementInsuredProjection = moneyProjection(settlementInsured, (data) => ({ kind: 'settlement-insured', ...data }));
