import { settlementInsured } from '@meridian/contracts/insurance/settlement-insured.event';
import { expectationProjection, partsOf } from './expectation-projection';

/** A line of the insurer by its setl_id, on the day of its setl_time. */
export const settlementInsuredProjection = expectationProjection(settlementInsured, ({ settlementId, split, settledAt }) => [
  {
    kind: 'must',
    side: 'insurer',
    entry: 'settlement',
    reference: settlementId,
    amountFen: split.totalFen,
    parts: partsOf(split),
    at: settledAt,
  },
]);
