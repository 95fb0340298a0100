import { settlementReversed } from '@meridian/contracts/insurance/settlement-reversed.event';
import { reversal } from '../../domain/transaction';
import { transactionProjection } from './transaction-projection';

/** Without a split no settlement had stood, and nothing was given back. */
export const settlementReversedProjection = transactionProjection(
  settlementReversed,
  ({ orderNo, hospitalId, insurer, split, reversedAt }) =>
    split === undefined ? null : reversal(split, { orderNo, hospitalId, product: insurer, at: reversedAt }),
);
