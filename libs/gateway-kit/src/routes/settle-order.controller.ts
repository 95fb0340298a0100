import { Asker, OrderReply } from '@meridian/contracts/order/order.message';
import { settleOrder } from '@meridian/contracts/order/settle-order.contract';
import { Bus } from '@meridian/platform/bus/bus';
import { Body, Controller, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { CurrentAsker } from '../auth/identity';
import { Gateway } from '../gateway';
import { IdempotencyKey } from '../http/idempotency';
import { orThrow } from '../http/refusal.exception';
import { PAYING_EXAMPLE, WORKING_EXAMPLE } from '../openapi/examples';
import { Route } from '../openapi/route';
import { checkOffer } from './offers';
import { answerOrder } from './order-answer';
import { OrderNoPipe } from './order-no.pipe';
import { SettleOrderBody } from './settle-order.body';

@Controller('v1/orders')
export class SettleOrderController {
  constructor(
    private readonly bus: Bus,
    private readonly gateway: Gateway,
  ) {}

  @Post(':orderNo/settle')
  @Route({
    tag: 'orders',
    summary: { zh: '确认金额并结算', en: 'Agree to the quote and settle' },
    body: {
      type: SettleOrderBody,
      example: { quoteFingerprint: 'q-5f0c21aa', channel: 'wechat', product: 'JSAPI', payerId: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o' },
    },
    money: true,
    answers: {
      200: {
        meaning: { zh: '医保已结算；有自付部分时用 payment 唤起支付', en: 'Settled with the insurer; pay the cash part with `payment`' },
        type: OrderReply,
        example: PAYING_EXAMPLE,
      },
      202: { meaning: { zh: '处理中，请查询订单', en: 'Under way; read the order again' }, type: OrderReply, example: WORKING_EXAMPLE },
    },
    codes: settleOrder.codes,
  })
  async run(
    @CurrentAsker() asker: Asker,
    @IdempotencyKey() key: string,
    @Param('orderNo', OrderNoPipe) orderNo: string,
    @Body() body: SettleOrderBody,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OrderReply> {
    const payment = orThrow(checkOffer(this.gateway, body));
    const outcome = await this.bus.ask(settleOrder, { asker, key, orderNo, quoteFingerprint: body.quoteFingerprint, ...payment });
    return answerOrder(outcome, reply, { doneStatus: 200, orderNo });
  }
}
