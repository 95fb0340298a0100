import { getOrder } from '@meridian/contracts/order/get-order.contract';
import { Asker, OrderReply } from '@meridian/contracts/order/order.message';
import { Bus } from '@meridian/platform/bus/bus';
import { Controller, Get, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { CurrentAsker } from '../auth/identity';
import { orThrow } from '../http/refusal.exception';
import { PAYING_EXAMPLE } from '../openapi/examples';
import { Route } from '../openapi/route';
import { OrderNoPipe } from './order-no.pipe';

@Controller('v1/orders')
export class GetOrderController {
  constructor(private readonly bus: Bus) {}

  @Get(':orderNo')
  @Route({
    tag: 'orders',
    summary: { zh: '查询订单', en: 'Read an order' },
    answers: {
      200: {
        meaning: { zh: 'status 为 working 时请按 Retry-After 再查', en: 'While `status` is working, ask again after Retry-After' },
        type: OrderReply,
        example: PAYING_EXAMPLE,
      },
    },
    codes: getOrder.codes,
  })
  async run(
    @CurrentAsker() asker: Asker,
    @Param('orderNo', OrderNoPipe) orderNo: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OrderReply> {
    const answer = orThrow(await this.bus.ask(getOrder, { orderNo, asker }));
    // The read itself is finished, so the status is 200 whatever the order is doing.
    if (answer.status === 'working') reply.header('retry-after', '1');
    return answer;
  }
}
