import type { AggregateKind } from '@meridian/platform/engine/types';
import { decideRefund, type Refund, type RefundFact } from '../domain/refund';
import { releaseClaims } from './order.kind';

export const refundKind: AggregateKind<Refund, RefundFact> = {
  name: 'refund',
  table: 'refund',
  idOf: (state) => state.refundNo,
  orderNoOf: (state) => state.orderNo,
  phaseOf: (state) => state.state,
  columns: { order_no: (state) => state.orderNo },
  decide: decideRefund,
  describe: ({ kind: _kind, id: _id, ...shown }) => shown,
  alongside: (before, after) => (after.state === 'DONE' && before.state !== 'DONE' ? [releaseClaims(after.orderNo)] : []),
};
