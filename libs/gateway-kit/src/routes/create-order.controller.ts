import { createOrder } from '@meridian/contracts/order/create-order.contract';
import { Asker, OrderReply } from '@meridian/contracts/order/order.message';
import { Bus } from '@meridian/platform/bus/bus';
import { Body, Controller, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { CurrentAsker } from '../auth/identity';
import { Gateway } from '../gateway';
import { IdempotencyKey } from '../http/idempotency';
import { orThrow } from '../http/refusal.exception';
import { QUOTED_EXAMPLE, WORKING_EXAMPLE } from '../openapi/examples';
import { Route } from '../openapi/route';
import { CreateOrderBody } from './create-order.body';
import { checkPayMode } from './offers';
import { answerOrder } from './order-answer';

@Controller('v1/orders')
export class CreateOrderController {
  constructor(
    private readonly bus: Bus,
    private readonly gateway: Gateway,
  ) {}

  @Post()
  @Route({
    tag: 'orders',
    summary: { zh: '创建订单并预结算', en: 'Create an order and quote it' },
    body: { type: CreateOrderBody, example: { visitNo: 'V20261122001', billHash: 'b41d5c0e', payMode: 'INSURED', useAccount: true } },
    money: true,
    answers: {
      201: {
        meaning: { zh: '已预结算，可确认金额', en: 'Quoted; show the split to the patient' },
        type: OrderReply,
        example: QUOTED_EXAMPLE,
      },
      202: { meaning: { zh: '处理中，请查询订单', en: 'Under way; read the order again' }, type: OrderReply, example: WORKING_EXAMPLE },
    },
    codes: [...createOrder.codes, 'CHANNEL_NOT_OFFERED'],
  })
  async run(
    @CurrentAsker() asker: Asker,
    @IdempotencyKey() key: string,
    @Body() body: CreateOrderBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OrderReply> {
    orThrow(checkPayMode(this.gateway, body.payMode));
    const { visitNo, billHash, payMode, useAccount } = body;
    const outcome = await this.bus.ask(createOrder, { asker, key, visitNo, billHash, payMode, useAccount });
    return answerOrder(outcome, reply, { doneStatus: 201 });
  }
}
