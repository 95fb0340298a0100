import type { OrderReply } from '@meridian/contracts/order/order.message';
import { type SettleOrderRequest, settleOrder } from '@meridian/contracts/order/settle-order.contract';
import type { Outcome } from '@meridian/kernel/outcome';
import { Answers, type Asked } from '@meridian/platform/bus/answers';
import { Controller } from '@nestjs/common';
import { SettleOrder } from './settle-order.usecase';

@Controller()
export class SettleOrderHandler {
  constructor(private readonly settleOrder: SettleOrder) {}

  @Answers(settleOrder)
  answer(request: SettleOrderRequest, asked: Asked): Promise<Outcome<OrderReply>> {
    return this.settleOrder.run(request, asked.deadlineAt);
  }
}
