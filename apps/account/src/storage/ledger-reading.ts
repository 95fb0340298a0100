import type { Clock } from '@meridian/kernel/clock';
import type { Reading } from '@meridian/platform/observe/readings';
import { type Database, statement } from '@meridian/platform/storage/database';

// An order's account is even once the hospital has confirmed or everything has gone back; fifteen minutes are what a silent HIS gets before
// a person is called. Every order passes through this hour once, so the whole ledger is looked at without ever being read as a whole.
const UNEVEN = statement(
  'metrics-ledger',
  `WITH touched AS (
     SELECT DISTINCT order_no FROM transfer WHERE posted_at >= $1::timestamptz - interval '75 minutes' AND posted_at < $1::timestamptz - interval '15 minutes'
   ), side AS (
     SELECT order_no, debit AS account, amount_fen, posted_at FROM transfer JOIN touched USING (order_no) WHERE debit = 'ORDER[' || order_no || ']'
     UNION ALL
     SELECT order_no, credit, -amount_fen, posted_at FROM transfer JOIN touched USING (order_no) WHERE credit = 'ORDER[' || order_no || ']'
   ), uneven AS (
     SELECT abs(sum(amount_fen)) AS fen FROM side GROUP BY account
     HAVING sum(amount_fen) <> 0 AND max(posted_at) < $1::timestamptz - interval '15 minutes'
   )
   SELECT coalesce(sum(fen), 0)::float AS fen, count(*)::int AS orders FROM uneven`,
);

/** A look at an hour of the ledger is dearer than the other readings, and an order that is uneven stays so. */
const FRESH_MS = 60_000;

/** Whether orders come out even. Every single transfer is, by its form. */
export const ledgerReading = (database: Database, clock: Clock): Reading => ({
  reading: 'ledger',
  gauges: ['meridian_ledger_imbalance_fen', 'meridian_ledger_uneven_orders'],
  freshMs: FRESH_MS,
  look: async () => {
    const [row] = await database.rows<{ fen: number; orders: number }>(UNEVEN, [new Date(clock.now())]);
    return [
      { name: 'meridian_ledger_imbalance_fen', value: row?.fen ?? 0 },
      { name: 'meridian_ledger_uneven_orders', value: row?.orders ?? 0 },
    ];
  },
});
