import { cancelOrder } from '@meridian/contracts/order/cancel-order.contract';
import { Asker, OrderReply } from '@meridian/contracts/order/order.message';
import { Bus } from '@meridian/platform/bus/bus';
import { Body, Controller, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { CurrentAsker } from '../auth/identity';
import { EmptyBody } from '../http/body.pipe';
import { IdempotencyKey } from '../http/idempotency';
import { QUOTED_EXAMPLE, WORKING_EXAMPLE } from '../openapi/examples';
import { Route } from '../openapi/route';
import { answerOrder } from './order-answer';
import { OrderNoPipe } from './order-no.pipe';

@Controller('v1/orders')
export class CancelOrderController {
  constructor(private readonly bus: Bus) {}

  @Post(':orderNo/cancel')
  @Route({
    tag: 'orders',
    summary: { zh: '取消未支付的订单', en: 'Cancel an order that is not paid' },
    body: { type: EmptyBody, example: {} },
    money: true,
    answers: {
      200: {
        meaning: { zh: '已取消', en: 'Cancelled' },
        type: OrderReply,
        example: { ...QUOTED_EXAMPLE, order: { ...QUOTED_EXAMPLE.order, phase: 'CANCELLED' } },
      },
      202: {
        meaning: { zh: '正在关闭，请查询订单', en: 'Being closed; read the order again' },
        type: OrderReply,
        example: WORKING_EXAMPLE,
      },
    },
    codes: cancelOrder.codes,
  })
  async run(
    @CurrentAsker() asker: Asker,
    @IdempotencyKey() key: string,
    @Param('orderNo', OrderNoPipe) orderNo: string,
    @Body() _body: EmptyBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OrderReply> {
    return answerOrder(await this.bus.ask(cancelOrder, { asker, key, orderNo }), reply, { doneStatus: 200, orderNo });
  }
}
