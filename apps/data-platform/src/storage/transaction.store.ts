import { Database, statement } from '@meridian/platform/storage/database';
import { Injectable } from '@nestjs/common';
import type { Transaction } from '../domain/transaction';

export interface RecordedTransaction extends Transaction {
  readonly factId: string;
}

// One statement is one transaction: the rollup counts the rows that were really new, whatever came twice. Both inserts go by key, so two
// workers with the same facts wait for each other instead of locking each other out.
const RECORD = statement(
  'transaction-record',
  `WITH fresh AS (
     INSERT INTO money_transaction (fact_id, day, at, kind, order_no, hospital_id, channel, product,
       amount_fen, fund_fen, account_fen, mutual_aid_fen, cash_fen, hospital_fen, adjust_fen, settle_ms)
     SELECT * FROM unnest($1::text[], $2::date[], $3::timestamptz[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[],
       $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[], $14::bigint[], $15::bigint[], $16::int[]) AS t (fact_id)
     ORDER BY fact_id
     ON CONFLICT DO NOTHING
     RETURNING day, hospital_id, channel, kind, amount_fen
   )
   INSERT INTO day_total (day, hospital_id, channel, kind, transactions, amount_fen)
   SELECT day, hospital_id, channel, kind, count(*), sum(amount_fen) FROM fresh GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
   ON CONFLICT (day, hospital_id, channel, kind) DO UPDATE
     SET transactions = day_total.transactions + EXCLUDED.transactions, amount_fen = day_total.amount_fen + EXCLUDED.amount_fen`,
);

@Injectable()
export class TransactionStore {
  constructor(private readonly database: Database) {}

  /** Adds what is not there yet and its totals, in one commit. */
  async record(all: readonly RecordedTransaction[]): Promise<void> {
    if (all.length === 0) return;
    const column = <T>(read: (one: RecordedTransaction) => T) => all.map(read);
    await this.database.run(RECORD, [
      column(({ factId }) => factId),
      column(({ day }) => day),
      column(({ at }) => new Date(at)),
      column(({ kind }) => kind),
      column(({ orderNo }) => orderNo),
      column(({ hospitalId }) => hospitalId),
      column(({ channel }) => channel),
      column(({ product }) => product ?? null),
      column(({ amountFen }) => amountFen),
      column(({ split }) => split.fundFen),
      column(({ split }) => split.accountFen),
      column(({ split }) => split.mutualAidFen),
      column(({ split }) => split.cashFen),
      column(({ split }) => split.hospitalFen),
      column(({ split }) => split.adjustFen),
      column(({ settleMs }) => settleMs ?? null),
    ]);
  }
}
