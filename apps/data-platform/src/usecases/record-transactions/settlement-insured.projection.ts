import { settlementInsured } from '@meridian/contracts/insurance/settlement-insured.event';
import { settlement } from '../../domain/transaction';
import { transactionProjection } from './transaction-projection';

export const settlementInsuredProjection = transactionProjection(settlementInsured, ({ orderNo, hospitalId, insurer, split, settledAt }) =>
  settlement(split, { orderNo, hospitalId, product: insurer, at: settledAt }),
);
