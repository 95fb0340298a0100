import { Asker, OrderReply } from '@meridian/contracts/order/order.message';
import { refundOrder } from '@meridian/contracts/order/refund-order.contract';
import { Bus } from '@meridian/platform/bus/bus';
import { Body, Controller, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { CurrentAsker } from '../auth/identity';
import { IdempotencyKey } from '../http/idempotency';
import { REFUNDED_EXAMPLE, WORKING_EXAMPLE } from '../openapi/examples';
import { Route } from '../openapi/route';
import { answerOrder } from './order-answer';
import { OrderNoPipe } from './order-no.pipe';
import { RefundOrderBody } from './refund-order.body';

@Controller('v1/orders')
export class RefundOrderController {
  constructor(private readonly bus: Bus) {}

  @Post(':orderNo/refunds')
  @Route({
    tag: 'refunds',
    summary: { zh: '整单原路退费', en: 'Give the whole order back by the original route' },
    access: { scope: 'refund' },
    body: { type: RefundOrderBody, example: { reason: '患者未取药' } },
    money: true,
    answers: {
      201: { meaning: { zh: '退费完成', en: 'Refunded' }, type: OrderReply, example: REFUNDED_EXAMPLE },
      202: { meaning: { zh: '退费处理中，请查询订单', en: 'Under way; read the order again' }, type: OrderReply, example: WORKING_EXAMPLE },
    },
    codes: refundOrder.codes,
  })
  async run(
    @CurrentAsker() asker: Asker,
    @IdempotencyKey() key: string,
    @Param('orderNo', OrderNoPipe) orderNo: string,
    @Body() body: RefundOrderBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OrderReply> {
    const outcome = await this.bus.ask(refundOrder, { asker, key, orderNo, reason: body.reason });
    return answerOrder(outcome, reply, { doneStatus: 201, orderNo });
  }
}
