import { refused } from '@meridian/kernel/outcome';
import type { AggregateKind } from '@meridian/platform/engine/types';
import type { Settlement, SettlementFact } from '../domain/settlement';
import { decideSettlement } from '../domain/settlement.decide';

/** What the log shows of a fact: the bill and the sealed credential are left out. */
const described = (fact: SettlementFact): Record<string, unknown> => {
  const { kind: _kind, id: _id, ...rest } = fact as SettlementFact & Record<string, unknown>;
  const { bill: _bill, ...shown } = rest;
  return shown;
};

export const settlementKind: AggregateKind<Settlement, SettlementFact> = {
  name: 'settlement',
  table: 'settlement',
  idOf: (state) => state.settlementNo,
  orderNoOf: (state) => state.orderNo,
  phaseOf: (state) => state.state,
  columns: { order_no: (state) => state.orderNo },
  decide: decideSettlement,
  describe: described,
  // Another generation of the order stands: not before that has come to nothing.
  refusalOf: (constraint) => (constraint === 'settlement_standing' ? refused('INSURANCE_BUSY') : undefined),
};
