import type { OrderReply } from '@meridian/contracts/order/order.message';
import type { Bilingual, Outcome, Refusal } from '@meridian/kernel/outcome';
import type { FastifyReply } from 'fastify';
import { RefusalException } from '../http/refusal.exception';

const RETRY_AFTER_SECONDS = '1';
const orderPath = (orderNo: string): string => `/v1/orders/${orderNo}`;

/** After these nobody here knows whether the order has moved: the caller must look before it does anything else. */
const UNSETTLED: ReadonlySet<string> = new Set(['SERVICE_SILENT', 'DEADLINE_PASSED', 'INTERNAL_ERROR', 'IDEMPOTENCY_IN_PROGRESS']);

const readAgain = (orderNo: string): Bilingual => ({
  zh: `结果尚未确认，请勿重复支付；请稍后查询订单：GET ${orderPath(orderNo)}`,
  en: `The result is not known yet. Do not pay again; read the order first: GET ${orderPath(orderNo)}`,
});

const SEND_AGAIN: Bilingual = {
  zh: '结果尚未确认，请稍后用同一个 Idempotency-Key 原样重发，不会产生第二笔订单',
  en: 'The result is not known yet. Send the same request again with the same Idempotency-Key; no second order can come of it',
};

export interface Asking {
  /** The status of a finished command: 201 when it makes the order or the refund, else 200. */
  readonly doneStatus: 200 | 201;
  /** Absent while the order has no number the caller knows. */
  readonly orderNo?: string;
}

/**
 * Words an order service's answer for HTTP: done, working (202), refused. A failure always says what to do next.
 * @throws RefusalException
 */
export function answerOrder(outcome: Outcome<OrderReply>, reply: FastifyReply, asking: Asking): OrderReply {
  if (!outcome.ok) throw withHint(outcome, asking.orderNo);
  const { status, order } = outcome.value;
  if (status === 'working') {
    reply.status(202).headers({ location: orderPath(order.orderNo), 'retry-after': RETRY_AFTER_SECONDS });
  } else {
    reply.status(asking.doneStatus);
    if (asking.doneStatus === 201) reply.header('location', orderPath(order.orderNo));
  }
  return outcome.value;
}

function withHint(refusal: Refusal, orderNo: string | undefined): RefusalException {
  if (!UNSETTLED.has(refusal.code)) return RefusalException.of(refusal);
  const headers = { 'retry-after': RETRY_AFTER_SECONDS, ...(orderNo === undefined ? {} : { location: orderPath(orderNo) }) };
  return RefusalException.of(refusal, { hint: orderNo === undefined ? SEND_AGAIN : readAgain(orderNo), headers });
}
