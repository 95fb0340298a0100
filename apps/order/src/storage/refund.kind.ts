import type { AggregateKind } from '@meridian/platform/engine/types';
import { statement } from '@meridian/platform/storage/database';
import { decideRefund, type Refund, type RefundFact } from '../domain/refund';

const RELEASE = statement('release-refunded-claims', 'UPDATE bill_claim SET live = false WHERE order_no = $1 AND live');

export const refundKind: AggregateKind<Refund, RefundFact> = {
  name: 'refund',
  table: 'refund',
  idOf: (state) => state.refundNo,
  orderNoOf: (state) => state.orderNo,
  phaseOf: (state) => state.state,
  columns: { order_no: (state) => state.orderNo },
  decide: decideRefund,
  describe: ({ kind: _kind, id: _id, ...shown }) => shown,
  alongside: async (sql, before, after) => {
    if (after.state === 'DONE' && before.state !== 'DONE') await sql.run(RELEASE, [after.orderNo]);
  },
};
