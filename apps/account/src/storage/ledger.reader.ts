import { Database, statement } from '@meridian/platform/storage/database';
import { Injectable } from '@nestjs/common';

const balancesWhere = (condition: string, account: string) => `
  WITH side AS (
    SELECT debit AS name, amount_fen, 1 AS is_debit FROM transfer WHERE ${condition}
    UNION ALL SELECT credit, -amount_fen, 0 FROM transfer WHERE ${condition}
  )
  SELECT ${account} AS account, sum(amount_fen)::text AS balance, sum(is_debit)::int AS debits FROM side GROUP BY 1 ORDER BY 1`;

// An order's and a refund's own accounts are as many as there are orders; over a hospital they are shown as one line each.
const OF_HOSPITAL = statement(
  'ledger-balances',
  balancesWhere('hospital_id = $1', String.raw`regexp_replace(name, '^(ORDER|REFUND)\[.*\]$', '\1[*]')`),
);
const OF_ORDER = statement('ledger-order-balances', balancesWhere('hospital_id = $1 AND order_no = $2', 'name'));

const STORY = statement(
  'ledger-story',
  `SELECT txn_key, leg, debit, credit, amount_fen::text AS amount, book_day::text AS book_day, posted_at, fact_id
   FROM transfer WHERE order_no = $1 ORDER BY posted_at, txn_key, leg LIMIT 2000`,
);

export interface Balance {
  readonly account: string;
  /** Debits less credits. */
  readonly balanceFen: number;
}

export interface PostedTransfer {
  readonly txnKey: string;
  readonly leg: number;
  readonly debit: string;
  readonly credit: string;
  readonly amountFen: number;
  readonly bookDay: string;
  readonly postedAt: number;
  readonly factId: string;
}

@Injectable()
export class LedgerReader {
  constructor(private readonly database: Database) {}

  /** @param orderNo only the transfers of one order, with its own accounts; without it a whole hospital. */
  async balances(hospitalId: string, orderNo?: string): Promise<{ transfers: number; balances: Balance[] }> {
    const [asked, values] = orderNo === undefined ? [OF_HOSPITAL, [hospitalId]] : [OF_ORDER, [hospitalId, orderNo]];
    const rows = await this.database.rows<{ account: string; balance: string; debits: number }>(asked, values);
    return {
      transfers: rows.reduce((sum, row) => sum + row.debits, 0),
      balances: rows.map((row) => ({ account: row.account, balanceFen: Number(row.balance) })),
    };
  }

  /** Every transfer of an order, as posted. */
  async transfersOf(orderNo: string): Promise<PostedTransfer[]> {
    const rows = await this.database.rows<{
      txn_key: string;
      leg: number;
      debit: string;
      credit: string;
      amount: string;
      book_day: string;
      posted_at: Date;
      fact_id: string;
    }>(STORY, [orderNo]);
    return rows.map((row) => ({
      txnKey: row.txn_key,
      leg: row.leg,
      debit: row.debit,
      credit: row.credit,
      amountFen: Number(row.amount),
      bookDay: row.book_day,
      postedAt: row.posted_at.getTime(),
      factId: row.fact_id,
    }));
  }
}
