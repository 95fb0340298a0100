import type { OrderReply } from '@meridian/contracts/order/order.message';
import { type RefundOrderRequest, refundOrder } from '@meridian/contracts/order/refund-order.contract';
import type { Outcome } from '@meridian/kernel/outcome';
import { Answers, type Asked } from '@meridian/platform/bus/answers';
import { Controller } from '@nestjs/common';
import { RefundOrder } from './refund-order.usecase';

@Controller()
export class RefundOrderHandler {
  constructor(private readonly refundOrder: RefundOrder) {}

  @Answers(refundOrder)
  answer(request: RefundOrderRequest, asked: Asked): Promise<Outcome<OrderReply>> {
    return this.refundOrder.run(request, asked.deadlineAt);
  }
}
