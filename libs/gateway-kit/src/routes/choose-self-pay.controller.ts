import { chooseSelfPay } from '@meridian/contracts/order/choose-self-pay.contract';
import { Asker, OrderReply } from '@meridian/contracts/order/order.message';
import { Bus } from '@meridian/platform/bus/bus';
import { Body, Controller, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { CurrentAsker } from '../auth/identity';
import { Gateway } from '../gateway';
import { EmptyBody } from '../http/body.pipe';
import { IdempotencyKey } from '../http/idempotency';
import { orThrow } from '../http/refusal.exception';
import { QUOTED_EXAMPLE } from '../openapi/examples';
import { Route } from '../openapi/route';
import { checkPayMode } from './offers';
import { answerOrder } from './order-answer';
import { OrderNoPipe } from './order-no.pipe';

@Controller('v1/orders')
export class ChooseSelfPayController {
  constructor(
    private readonly bus: Bus,
    private readonly gateway: Gateway,
  ) {}

  @Post(':orderNo/self-pay')
  @Route({
    tag: 'orders',
    summary: { zh: '放弃医保，改为全额自费', en: 'Pay all of it without the insurer' },
    body: { type: EmptyBody, example: {} },
    money: true,
    answers: {
      200: {
        meaning: { zh: '已改为自费，请确认金额后结算', en: 'Self-paid now; agree to the amount and settle' },
        type: OrderReply,
        example: QUOTED_EXAMPLE,
      },
    },
    codes: chooseSelfPay.codes,
  })
  async run(
    @CurrentAsker() asker: Asker,
    @IdempotencyKey() key: string,
    @Param('orderNo', OrderNoPipe) orderNo: string,
    @Body() _body: EmptyBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OrderReply> {
    orThrow(checkPayMode(this.gateway, 'SELF_PAID'));
    return answerOrder(await this.bus.ask(chooseSelfPay, { asker, key, orderNo }), reply, { doneStatus: 200, orderNo });
  }
}
