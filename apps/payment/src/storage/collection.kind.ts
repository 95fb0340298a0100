import type { AggregateKind, Alongside } from '@meridian/platform/engine/types';
import type { Capture, Collection, CollectionFact } from '../domain/collection';
import { decideCollection } from '../domain/collection.decide';

/** What the log shows of a fact: call-up parameters are left out, they sign a payment. */
const described = (fact: CollectionFact): Record<string, unknown> => {
  const { kind: _kind, id: _id, ...rest } = fact as CollectionFact & Record<string, unknown>;
  const { clientParameters: _parameters, payerId: _payer, ...shown } = rest;
  return shown;
};

export const collectionKind: AggregateKind<Collection, CollectionFact> = {
  name: 'collection',
  table: 'collection',
  idOf: (state) => state.collectionNo,
  orderNoOf: (state) => state.orderNo,
  phaseOf: (state) => state.state,
  columns: { order_no: (state) => state.orderNo, amount_fen: (state) => state.amountFen },
  decide: decideCollection,
  describe: described,
  alongside: (before, after) => after.captures.slice(before.captures.length).map((capture, index) => captured(after, capture, index)),
};

function captured({ collectionNo, legs }: Collection, capture: Capture, index: number): Alongside {
  const { channel, transactionId, outTradeNo, amountFen, surplus } = capture;
  const leg = legs.find((one) => one.attempts.some((attempt) => attempt.outTradeNo === outTradeNo));
  const row = [channel, transactionId, collectionNo, leg?.legNo ?? 0, outTradeNo, amountFen, surplus];
  return {
    name: `captured_${index}`,
    text: (place) =>
      `INSERT INTO capture (channel, transaction_id, collection_id, leg_no, out_trade_no, amount_fen, surplus) SELECT ${row.map(place).join(', ')} FROM moved`,
  };
}
