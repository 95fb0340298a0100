import type { SandboxClock, TimerGroup } from '../frame/clock';
import type { Numbers } from '../frame/numbers';
import { WechatError } from './errors';
import { BodyFields, canonical } from './fields';
import type { Signer } from './keys';
import { type Order, type Refund, type RefundStatus, refundedFen } from './order';
import { demandCny, NOTIFY_URL, type Orders, OUT_TRADE_NO } from './orders';

const OUT_REFUND_NO = { max: 64, pattern: /^[0-9A-Za-z_\-|*@]+$/ } as const;
const MOST_REFUNDS = 50;
const REFUNDABLE_MS = 365 * 86_400_000;

export interface RefundParts {
  readonly clock: SandboxClock;
  readonly numbers: Numbers;
  readonly orders: Orders;
  /** Called when a refund reached its end. */
  readonly ended: (order: Order, refund: Refund) => void;
}

export interface RefundPlan {
  readonly end: Exclude<RefundStatus, 'PROCESSING'>;
  readonly afterMs: number;
}

interface Found {
  readonly order: Order;
  readonly refund: Refund;
}

/** Refunds of one merchant: accepted at once, ended later on the sandbox clock. */
export class Refunds {
  readonly #parts: RefundParts;
  readonly #timers: TimerGroup;
  readonly #byNumber = new Map<string, Found>();

  constructor(parts: RefundParts) {
    this.#parts = parts;
    this.#timers = parts.clock.group();
  }

  /** Idempotent by out_refund_no: the identical request finds the same refund, whatever became of it. */
  apply(body: string, signer: Signer, plan: RefundPlan): Found {
    const fields = new BodyFields(body);
    const asked = readRefund(fields);
    const known = this.#byNumber.get(asked.outRefundNo);
    if (known) {
      if (known.refund.parameters !== asked.parameters) throw mismatch();
      return known;
    }
    const order = this.#refundable(asked);
    const now = this.#parts.clock.now();
    const refund: Refund = {
      refundId: `50300${this.#parts.numbers.digits(24)}`,
      outRefundNo: asked.outRefundNo,
      parameters: asked.parameters,
      refundFen: asked.refundFen,
      notifyUrl: asked.notifyUrl,
      createdAt: now,
      signer,
      status: 'PROCESSING',
    };
    order.refunds.push(refund);
    const found = { order, refund };
    this.#byNumber.set(refund.outRefundNo, found);
    this.#timers.at(now + plan.afterMs, () => {
      if (this.end(refund, plan.end)) this.#parts.ended(order, refund);
    });
    return found;
  }

  /** Throws RESOURCE_NOT_EXISTS. */
  byNumber(outRefundNo: string): Found {
    const found = this.#byNumber.get(outRefundNo);
    if (!found) throw new WechatError('RESOURCE_NOT_EXISTS', '退款单不存在');
    return found;
  }

  /** False when it had ended before. */
  end(refund: Refund, status: RefundPlan['end']): boolean {
    if (refund.status !== 'PROCESSING') return false;
    refund.status = status;
    if (status === 'SUCCESS') refund.succeededAt = this.#parts.clock.now();
    return true;
  }

  reset(): void {
    this.#timers.cancelAll();
    this.#byNumber.clear();
  }

  /** The paid order this refund is for; throws when the rules of channels.md A6 forbid it. */
  #refundable(asked: RefundAsked): Order {
    const order = this.#parts.orders
      .all()
      .find((one) => (asked.outTradeNo ? one.terms.outTradeNo === asked.outTradeNo : one.payment?.transactionId === asked.transactionId));
    if (!order?.payment) throw new WechatError('RESOURCE_NOT_EXISTS', '订单不存在');
    if (asked.totalFen !== order.terms.totalFen) throw mismatch();
    if (this.#parts.clock.now() > order.payment.at + REFUNDABLE_MS) throw new WechatError('TRADE_OVERDUE', '订单已经超过退款期限');
    const left = order.terms.totalFen - refundedFen(order);
    if (left === 0) throw new WechatError('INVALID_REQUEST', '订单已全额退款');
    if (asked.refundFen > left) throw new WechatError('INVALID_REQUEST', '退款金额大于订单剩余可退金额');
    if (order.refunds.length >= MOST_REFUNDS) throw new WechatError('INVALID_REQUEST', '部分退款次数超过限制');
    return order;
  }
}

interface RefundAsked {
  readonly transactionId: string | undefined;
  readonly outTradeNo: string | undefined;
  readonly outRefundNo: string;
  readonly refundFen: number;
  readonly totalFen: number;
  readonly notifyUrl: string | undefined;
  readonly parameters: string;
}

function readRefund(fields: BodyFields): RefundAsked {
  const transactionId = fields.optionalText('/transaction_id', { max: 32 });
  const outTradeNo = fields.optionalText('/out_trade_no', OUT_TRADE_NO);
  if ((transactionId === undefined) === (outTradeNo === undefined))
    throw fields.fail('/out_trade_no', 'transaction_id和out_trade_no二选一');
  const outRefundNo = fields.text('/out_refund_no', OUT_REFUND_NO);
  fields.optionalText('/reason', { max: 80 });
  const notifyUrl = fields.optionalText('/notify_url', NOTIFY_URL);
  const refundFen = fields.fen('/amount/refund');
  const totalFen = fields.fen('/amount/total');
  demandCny(fields, true);
  if (refundFen > totalFen) throw fields.fail('/amount/refund', '退款金额不能大于原订单金额');
  return { transactionId, outTradeNo, outRefundNo, refundFen, totalFen, notifyUrl, parameters: canonical(fields.root) };
}

const mismatch = (): WechatError => new WechatError('INVALID_REQUEST', '订单金额或退款金额与之前请求不一致，请核实后再试');
