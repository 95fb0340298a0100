import type { SandboxClock } from '../frame/clock';
import { AdminError, type AdminRoute, type JsonSchema } from '../frame/party';
import type { Cashier } from './cashier';
import { type Order, refundView, transactionView } from './order';

export interface PayerParts {
  readonly clock: SandboxClock;
  readonly cashier: Cashier;
}

const numberBody = (more: Record<string, unknown> = {}): JsonSchema => ({
  type: 'object',
  additionalProperties: false,
  required: ['outTradeNo'],
  properties: { outTradeNo: { type: 'string', minLength: 1 }, ...more },
});

/**
 * The payer's hand, which no wire protocol reaches:
 * POST /wechat/payer/pay {outTradeNo, openid?, late?} confirms in the app; `late` pays a closed or expired order as well, as
 * money does that was already on its way. POST /wechat/payer/fail {outTradeNo} is an attempt that fails and leaves NOTPAY.
 * GET /wechat/orders/:outTradeNo shows the order, its refunds and every callback attempt.
 */
export function payerRoutes({ clock, cashier }: PayerParts): readonly AdminRoute[] {
  const { orders, callbacks } = cashier;
  const find = (outTradeNo: string): Order => {
    const order = orders.all().find(({ terms }) => terms.outTradeNo === outTradeNo);
    if (!order) throw new AdminError(404, `no order ${outTradeNo}`);
    return order;
  };
  const refuseUnpayable = (order: Order): void => {
    const why = orders.unpayable(order);
    if (why !== null) throw new AdminError(409, `cannot be paid: ${why}`);
  };
  return [
    {
      method: 'POST',
      path: '/wechat/payer/pay',
      body: numberBody({ openid: { type: 'string' }, late: { type: 'boolean' } }),
      handle: ({ body }) => {
        const asked = body as { outTradeNo: string; openid?: string; late?: boolean };
        const order = find(asked.outTradeNo);
        if (order.payment) throw new AdminError(409, 'cannot be paid: the order is paid');
        if (asked.openid !== undefined && asked.openid !== order.terms.openid)
          throw new AdminError(409, 'cannot be paid: the order is for another user');
        if (!asked.late) refuseUnpayable(order);
        cashier.receive(order);
        return transactionView(order, clock.now());
      },
    },
    {
      method: 'POST',
      path: '/wechat/payer/fail',
      body: numberBody(),
      handle: ({ body }) => {
        const order = find((body as { outTradeNo: string }).outTradeNo);
        refuseUnpayable(order);
        order.failedAttempts += 1;
        return transactionView(order, clock.now());
      },
    },
    {
      method: 'GET',
      path: '/wechat/orders/:outTradeNo',
      handle: ({ params }) => {
        const order = find(params.outTradeNo ?? '');
        return {
          order: transactionView(order, clock.now()),
          prepayId: order.prepay.id,
          unpayable: orders.unpayable(order),
          failedAttempts: order.failedAttempts,
          refunds: order.refunds.map((refund) => refundView(order, refund)),
          callbacks: callbacks.attemptsFor(order.terms.outTradeNo),
        };
      },
    },
  ];
}
