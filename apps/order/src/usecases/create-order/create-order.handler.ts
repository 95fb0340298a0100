import { type CreateOrderRequest, createOrder } from '@meridian/contracts/order/create-order.contract';
import type { OrderReply } from '@meridian/contracts/order/order.message';
import type { Outcome } from '@meridian/kernel/outcome';
import { Answers, type Asked } from '@meridian/platform/bus/answers';
import { Controller } from '@nestjs/common';
import { CreateOrder } from './create-order.usecase';

@Controller()
export class CreateOrderHandler {
  constructor(private readonly createOrder: CreateOrder) {}

  @Answers(createOrder)
  answer(request: CreateOrderRequest, asked: Asked): Promise<Outcome<OrderReply>> {
    return this.createOrder.run(request, asked.deadlineAt);
  }
}
