import type { Client } from 'pg';
import type {
  AllBooks,
  CaptureRecord,
  ChannelRefundRecord,
  OrderRecord,
  RefundRecord,
  SettlementRecord,
  Split,
  TransferRecord,
} from './records';

const SERVICES = ['svc_order', 'svc_payment', 'svc_insurance'] as const;
const inEveryService = (select: (schema: string) => string): string => SERVICES.map(select).join(' UNION ALL ');

/** A timer is no call: it stays until it is due, whatever became of the order. */
const OPEN_CALLS = inEveryService(
  (schema) => `SELECT order_no, 1 AS call, 0 AS case_file FROM ${schema}.call WHERE status = 'open' AND kind NOT LIKE 'timer.%'`,
);
const OPEN_CASES = inEveryService((schema) => `SELECT order_no, 0, 1 FROM ${schema}.case_file WHERE resolved_at IS NULL`);
const VERSIONS = `
  SELECT id AS order_no, version FROM svc_order.orders UNION ALL SELECT order_no, version FROM svc_order.refund UNION ALL
  SELECT order_no, version FROM svc_payment.collection UNION ALL SELECT order_no, version FROM svc_insurance.settlement`;
const STAMPS = `SELECT order_no AS "orderNo", sum(version)::int AS stamp FROM (${VERSIONS}) AS all_versions GROUP BY order_no`;

const ORDERS = `
  SELECT o.id AS "orderNo", o.phase, o.body ->> 'payMode' = 'INSURED' AS insured, o.body -> 'split' AS split,
    o.body ->> 'settlementId' AS "settlementId", o.body -> 'captured' ->> 'transactionId' AS "transactionId",
    coalesce(open.calls, 0)::int AS "openCalls", coalesce(open.cases, 0)::int AS "openCases", stamps.stamp
  FROM svc_order.orders o
  JOIN (${STAMPS}) AS stamps ON stamps."orderNo" = o.id
  LEFT JOIN (SELECT order_no, sum(call) AS calls, sum(case_file) AS cases FROM (${OPEN_CALLS} UNION ALL ${OPEN_CASES}) AS unsettled GROUP BY order_no)
    AS open ON open.order_no = o.id
  ORDER BY o.id`;
const REFUNDS = 'SELECT order_no AS "orderNo", id AS "refundNo", phase FROM svc_order.refund';
const COLLECTIONS = `SELECT order_no AS "orderNo", body -> 'captures' AS captures, body -> 'refunds' AS refunds FROM svc_payment.collection`;
const SETTLEMENTS = `
  SELECT order_no AS "orderNo", id AS "settlementNo", phase, body -> 'messageNos' AS "messageNos",
    body -> 'settled' ->> 'settlementId' AS "settlementId", body -> 'settled' -> 'split' AS split FROM svc_insurance.settlement`;
const TRANSFERS = `
  SELECT order_no AS "orderNo", txn_key AS "txnKey", debit, credit, amount_fen::float8 AS "amountFen" FROM svc_account.transfer`;

/** Facts that move money and have no posting yet. A settlement that is all cash moves none. */
const UNPOSTED = `
  SELECT DISTINCT order_no AS "orderNo" FROM (${inEveryService((schema) => `SELECT id, order_no, subject, envelope FROM ${schema}.outbox`)}) AS fact
  WHERE subject IN ('fact.insurance.settlement-insured.v1', 'fact.insurance.settlement-reversed.v1', 'fact.payment.payment-captured.v1',
      'fact.payment.refund-committed.v1', 'fact.payment.refund-succeeded.v1', 'fact.order.order-confirmed.v1', 'fact.order.refund-booked.v1')
    AND NOT EXISTS (SELECT 1 FROM svc_account.transfer t WHERE t.fact_id = fact.id)
    AND (subject NOT LIKE 'fact.insurance.%' OR
      (SELECT sum(coalesce((envelope::jsonb #>> ARRAY['data', 'split', part])::bigint, 0)) FROM unnest(ARRAY['fundFen', 'accountFen', 'mutualAidFen']) AS part) > 0)`;

/** What the services and the ledger hold, as of one moment. */
export interface OurBooks extends Omit<AllBooks, 'parties' | 'moving'> {
  /** Orders with a fact the ledger has yet to post. */
  readonly unposted: readonly string[];
}

interface CollectionRow {
  readonly orderNo: string;
  readonly captures: readonly Omit<CaptureRecord, 'orderNo'>[];
  readonly refunds: readonly Omit<ChannelRefundRecord, 'orderNo'>[];
}

/** How far every order is, to see afterwards which of them moved. */
export async function readStamps(database: Client): Promise<ReadonlyMap<string, number>> {
  const { rows } = await database.query<{ orderNo: string; stamp: number }>(STAMPS);
  return new Map(rows.map(({ orderNo, stamp }) => [orderNo, stamp]));
}

/** Reads all schemas in one snapshot, so that no order is seen half moved. */
export async function readOurBooks(database: Client): Promise<OurBooks> {
  const read = async <Row extends object>(sql: string): Promise<Row[]> => (await database.query<Row>(sql)).rows;
  await database.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
  try {
    const orders = await read<OrderRecord>(ORDERS);
    const refunds = await read<RefundRecord>(REFUNDS);
    const collections = await read<CollectionRow>(COLLECTIONS);
    const settlements = await read<SettlementRecord & { split: Split | null }>(SETTLEMENTS);
    const transfers = await read<TransferRecord>(TRANSFERS);
    const unposted = await read<{ orderNo: string }>(UNPOSTED);
    return {
      orders,
      refunds,
      captures: collections.flatMap(({ orderNo, captures }) => captures.map((capture) => ({ ...capture, orderNo }))),
      channelRefunds: collections.flatMap(({ orderNo, refunds: back }) => back.map((refund) => ({ ...refund, orderNo }))),
      settlements,
      transfers,
      unposted: unposted.map((row) => row.orderNo),
    };
  } finally {
    await database.query('ROLLBACK');
  }
}
