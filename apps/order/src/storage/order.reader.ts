import type { ListOrdersRequest } from '@meridian/contracts/order/list-orders.contract';
import type { OrderView } from '@meridian/contracts/order/order.message';
import { insurerShare } from '@meridian/kernel/split';
import { Database, statement } from '@meridian/platform/storage/database';
import { Injectable } from '@nestjs/common';
import type { Order } from '../domain/order';
import type { Refund } from '../domain/refund';

const FIELDS = `o.body, o.created_at, o.updated_at,
  EXISTS (SELECT 1 FROM call c WHERE c.order_no = o.id AND c.status = 'open' AND c.asks > 0 AND c.kind NOT LIKE 'timer.%') AS unknown,
  EXISTS (SELECT 1 FROM case_file f WHERE f.order_no = o.id AND f.resolved_at IS NULL) AS open_case,
  (SELECT coalesce(jsonb_agg(r.body ORDER BY r.id), '[]') FROM refund r WHERE r.order_no = o.id) AS refunds`;
const ONE = statement('order-view', `SELECT ${FIELDS} FROM orders o WHERE o.id = $1`);
/** A statement for each choice of conditions, so that each has a plan of its own. */
const list = (conditions: readonly string[]) =>
  statement(
    `order-list-${conditions.join('-')}`,
    `SELECT ${FIELDS} FROM orders o WHERE ${['true', ...conditions.map((one, index) => `o.${one} $${index + 2}`)].join(' AND ')} ORDER BY o.id DESC LIMIT $1`,
  );
const LIVE_REFUND = statement('refund-of-order', "SELECT id FROM refund WHERE order_no = $1 AND phase <> 'DROPPED'");
const REFUNDS = statement('refund-count', 'SELECT count(*)::int AS refunds FROM refund WHERE order_no = $1');

interface ViewRow {
  body: Order;
  created_at: Date;
  updated_at: Date;
  unknown: boolean;
  open_case: boolean;
  refunds: Refund[];
}

/** The read side: what patients and the console are shown. */
@Injectable()
export class OrderReader {
  constructor(private readonly database: Database) {}

  async view(orderNo: string): Promise<OrderView | undefined> {
    const [row] = await this.database.rows<ViewRow>(ONE, [orderNo]);
    return row && viewOf(row);
  }

  async list({ phase, patientId, before, limit }: ListOrdersRequest): Promise<OrderView[]> {
    const asked = Object.entries({ 'phase =': phase, 'patient_id =': patientId, 'id <': before }).filter(
      ([, value]) => value !== undefined,
    );
    const rows = await this.database.rows<ViewRow>(list(asked.map(([condition]) => condition)), [
      limit,
      ...asked.map(([, value]) => value),
    ]);
    return rows.map(viewOf);
  }

  /** The refund that is under way or done; at most one. */
  async liveRefund(orderNo: string): Promise<string | undefined> {
    const [row] = await this.database.rows<{ id: string }>(LIVE_REFUND, [orderNo]);
    return row?.id;
  }

  async refundCount(orderNo: string): Promise<number> {
    const [row] = await this.database.rows<{ refunds: number }>(REFUNDS, [orderNo]);
    return row?.refunds ?? 0;
  }
}

function viewOf(row: ViewRow): OrderView {
  const order = row.body;
  return {
    orderNo: order.orderNo,
    patientId: order.patientId,
    visitNo: order.bill.visitNo,
    phase: order.phase,
    payMode: order.payMode,
    totalFen: order.bill.totalFen,
    sheets: order.bill.sheets.map(({ sheetNo, hash, totalFen }) => ({ sheetNo, hash, totalFen })),
    ...(order.split ? { split: { ...order.split } } : {}),
    ...(order.fingerprint ? { quoteFingerprint: order.fingerprint } : {}),
    ...(order.consentUntil === null ? {} : { consentUntil: order.consentUntil }),
    ...(order.opened && order.phase === 'PAYING'
      ? { payment: { ...order.opened, clientParameters: { ...order.opened.clientParameters } } }
      : {}),
    ...(order.payUntil === null ? {} : { payUntil: order.payUntil }),
    ...(order.confirmation ? { hisReceiptNo: order.confirmation.hisReceiptNo } : {}),
    ...((order.reason ?? order.why) ? { reason: order.reason ?? order.why ?? '' } : {}),
    unknown: row.unknown,
    openCase: row.open_case,
    refunds: row.refunds.map((refund) => ({
      refundNo: refund.refundNo,
      state: refund.state,
      cashFen: refund.split.cashFen,
      insuranceFen: insurerShare(refund.split),
      ...(refund.reason ? { reason: refund.reason } : {}),
    })),
    createdAt: row.created_at.getTime(),
    updatedAt: row.updated_at.getTime(),
  };
}
