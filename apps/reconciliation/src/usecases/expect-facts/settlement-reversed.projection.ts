import { settlementReversed } from '@meridian/contracts/insurance/settlement-reversed.event';
import { type Expected, expectationProjection, partsOf } from './expectation-projection';

/** A mirror line of the settlement's message; revoked by message id alone, whatever stands under that id must come to nothing. */
export const settlementReversedProjection = expectationProjection(
  settlementReversed,
  ({ messageNo, settlementId, split, provisional, reversedAt }): readonly Expected[] => {
    if (messageNo === undefined) return [];
    const line = { side: 'insurer', reference: messageNo, at: reversedAt } as const;
    if (provisional) return [{ kind: 'must-net-zero', entry: 'settlement', amountFen: 0, ...line }];
    if (settlementId === undefined || split === undefined) return [];
    return [{ kind: 'must', entry: 'reversal', amountFen: split.totalFen, parts: partsOf(split), ...line }];
  },
);
