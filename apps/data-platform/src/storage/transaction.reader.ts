import { Database, statement } from '@meridian/platform/storage/database';
import { Injectable } from '@nestjs/common';

const TOTALS = statement(
  'transaction-totals',
  `SELECT day::text AS day, channel, kind, sum(transactions)::int AS transactions, sum(amount_fen)::text AS amount
   FROM day_total WHERE day BETWEEN $1 AND $2 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3 LIMIT 5000`,
);
const OF_ORDER = statement(
  'transaction-order',
  `SELECT fact_id, at, kind, channel, product, amount_fen::text AS amount, settle_ms
   FROM money_transaction WHERE order_no = $1 ORDER BY at, fact_id LIMIT 2000`,
);

export interface Total {
  readonly day: string;
  readonly channel: string;
  readonly kind: string;
  readonly transactions: number;
  readonly amountFen: number;
}

export interface OrderTransaction {
  readonly factId: string;
  readonly at: number;
  readonly kind: string;
  readonly channel: string;
  readonly product: string | null;
  readonly amountFen: number;
  readonly settleMs: number | null;
}

@Injectable()
export class TransactionReader {
  constructor(private readonly database: Database) {}

  /** By day, channel and kind, over all hospitals, from the rollup. */
  async totals(from: string, to: string): Promise<Total[]> {
    const rows = await this.database.rows<Omit<Total, 'amountFen'> & { amount: string }>(TOTALS, [from, to]);
    return rows.map(({ amount, ...total }) => ({ ...total, amountFen: Number(amount) }));
  }

  async ofOrder(orderNo: string): Promise<OrderTransaction[]> {
    const rows = await this.database.rows<{
      fact_id: string;
      at: Date;
      kind: string;
      channel: string;
      product: string | null;
      amount: string;
      settle_ms: number | null;
    }>(OF_ORDER, [orderNo]);
    return rows.map(({ fact_id, at, amount, settle_ms, ...row }) => ({
      ...row,
      factId: fact_id,
      at: at.getTime(),
      amountFen: Number(amount),
      settleMs: settle_ms,
    }));
  }
}
