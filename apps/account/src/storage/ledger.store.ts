import { Database, statement } from '@meridian/platform/storage/database';
import { Injectable } from '@nestjs/common';
import type { Transfer } from '../domain/postings';

/** A posting and the fact it follows from. */
export interface FactPosting {
  readonly factId: string;
  readonly transfers: readonly Transfer[];
}

// One statement writes every leg of every posting of a batch, in key order so that two workers with the same facts cannot lock each other
// out. What it answers with are rows that were there before and say something else: the same key must never mean two things.
const APPEND = statement(
  'ledger-append',
  `WITH wanted AS (
     SELECT * FROM unnest($1::text[], $2::text[], $3::smallint[], $4::text[], $5::text[], $6::bigint[], $7::text[], $8::date[], $9::text[])
       AS w (hospital_id, txn_key, leg, debit, credit, amount_fen, order_no, book_day, fact_id)
   ), written AS (
     INSERT INTO transfer (hospital_id, txn_key, leg, debit, credit, amount_fen, order_no, book_day, fact_id, posted_at)
     SELECT w.*, $10::timestamptz FROM wanted w ORDER BY hospital_id, txn_key, leg
     ON CONFLICT DO NOTHING
   )
   SELECT DISTINCT txn_key FROM wanted w JOIN transfer t USING (hospital_id, txn_key, leg)
   WHERE (t.debit, t.credit, t.amount_fen) IS DISTINCT FROM (w.debit, w.credit, w.amount_fen)`,
);

@Injectable()
export class LedgerStore {
  constructor(private readonly database: Database) {}

  /**
   * Adds what is not there yet, all legs of all postings in one statement.
   * @returns the keys that were posted before with other accounts or amounts: a fault of a fact's owner, left as it was.
   */
  async append(postings: readonly FactPosting[], postedAt: Date): Promise<string[]> {
    const rows = postings.flatMap(({ factId, transfers }) => transfers.map((transfer) => ({ ...transfer, factId })));
    if (rows.length === 0) return [];
    const column = <Name extends keyof (typeof rows)[number]>(name: Name) => rows.map((row) => row[name]);
    const conflicts = await this.database.rows<{ txn_key: string }>(APPEND, [
      column('hospitalId'),
      column('txnKey'),
      column('leg'),
      column('debit'),
      column('credit'),
      column('amountFen'),
      column('orderNo'),
      column('bookDay'),
      column('factId'),
      postedAt,
    ]);
    return conflicts.map((row) => row.txn_key);
  }
}
