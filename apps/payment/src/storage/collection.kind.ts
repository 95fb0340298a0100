import type { AggregateKind } from '@meridian/platform/engine/types';
import { statement } from '@meridian/platform/storage/database';
import type { Collection, CollectionFact } from '../domain/collection';
import { decideCollection } from '../domain/collection.decide';

const INSERT_CAPTURE = statement(
  'capture-insert',
  'INSERT INTO capture (channel, transaction_id, collection_id, leg_no, out_trade_no, amount_fen, surplus) VALUES ($1, $2, $3, $4, $5, $6, $7)',
);

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
  alongside: async (sql, before, after) => {
    for (const capture of after.captures.slice(before.captures.length)) {
      const leg = after.legs.find((one) => one.attempts.some((attempt) => attempt.outTradeNo === capture.outTradeNo));
      await sql.run(INSERT_CAPTURE, [
        capture.channel,
        capture.transactionId,
        after.collectionNo,
        leg?.legNo ?? 0,
        capture.outTradeNo,
        capture.amountFen,
        capture.surplus,
      ]);
    }
  },
};
