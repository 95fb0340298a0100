import type { Settlement, SettlementFact } from '@meridian/insurance/domain/settlement';
import { decideSettlement } from '@meridian/insurance/domain/settlement.decide';
import { SETTLEMENT_MOVES } from '@meridian/insurance/domain/settlement.states';
import type { Fact } from '@meridian/kernel/machine';
import type { Order, OrderFact } from '@meridian/order/domain/order';
import { decideOrder } from '@meridian/order/domain/order.decide';
import { ORDER_MOVES } from '@meridian/order/domain/order.states';
import { decideRefund, type Refund, type RefundFact } from '@meridian/order/domain/refund';
import { REFUND_MOVES } from '@meridian/order/domain/refund.states';
import type { Collection, CollectionFact } from '@meridian/payment/domain/collection';
import { decideCollection } from '@meridian/payment/domain/collection.decide';
import { COLLECTION_MOVES } from '@meridian/payment/domain/collection.states';
import type { Bug, Wrapped } from '../bugs/bug';
import type { Kind } from '../engine/types';

const kind = <State, F extends Fact>(of: Kind<State, F>): Kind => of as unknown as Kind;

/** The real decisions and tables of the money core, imported as they are. */
const orderKindOf = (decide: typeof decideOrder): Kind =>
  kind<Order, OrderFact>({
    name: 'order',
    decide,
    moves: ORDER_MOVES,
    orderNoOf: (state) => state.orderNo,
    phaseOf: (state) => state.phase,
    factKindOf: (state, fact) =>
      fact.kind === 'insured' && state.split && fact.split.cashFen > state.split.cashFen ? 'insuredDiffers' : fact.kind,
  });

const refundKindOf = (decide: typeof decideRefund): Kind =>
  kind<Refund, RefundFact>({
    name: 'refund',
    decide,
    moves: REFUND_MOVES,
    orderNoOf: (state) => state.orderNo,
    phaseOf: (state) => state.state,
    factKindOf: (_state, fact) => fact.kind,
  });

const collectionKindOf = (decide: typeof decideCollection): Kind =>
  kind<Collection, CollectionFact>({
    name: 'collection',
    decide,
    moves: COLLECTION_MOVES,
    orderNoOf: (state) => state.orderNo,
    phaseOf: (state) => state.state,
    factKindOf: (_state, fact) => fact.kind,
  });

const settlementKindOf = (decide: typeof decideSettlement): Kind =>
  kind<Settlement, SettlementFact>({
    name: 'settlement',
    decide,
    moves: SETTLEMENT_MOVES,
    orderNoOf: (state) => state.orderNo,
    phaseOf: (state) => state.state,
    factKindOf: (_state, fact) => fact.kind,
  });

export interface Kinds {
  readonly order: Kind;
  readonly refund: Kind;
  readonly collection: Kind;
  readonly settlement: Kind;
}

/** The kinds as they are, or with a planted bug's wrapper around a decision. */
export function kindsWith(bug: Bug | null): Kinds {
  const wrap = <D>(name: string, decide: D): D => {
    const wrapper = bug?.wraps?.[name];
    return wrapper ? (wrapper(decide as unknown as Wrapped) as unknown as D) : decide;
  };
  return {
    order: orderKindOf(wrap('order', decideOrder)),
    refund: refundKindOf(wrap('refund', decideRefund)),
    collection: collectionKindOf(wrap('collection', decideCollection)),
    settlement: settlementKindOf(wrap('settlement', decideSettlement)),
  };
}
