import { type CancelOrderRequest, cancelOrder } from '@meridian/contracts/order/cancel-order.contract';
import type { OrderReply } from '@meridian/contracts/order/order.message';
import type { Outcome } from '@meridian/kernel/outcome';
import { Answers, type Asked } from '@meridian/platform/bus/answers';
import { Controller } from '@nestjs/common';
import { OrderDesk } from '../order-desk';

@Controller()
export class CancelOrderHandler {
  constructor(private readonly desk: OrderDesk) {}

  @Answers(cancelOrder)
  answer(request: CancelOrderRequest, asked: Asked): Promise<Outcome<OrderReply>> {
    return this.desk.tell(
      request,
      { kind: 'cancelAsked', id: request.key },
      { deadlineAt: asked.deadlineAt, doneIn: (order) => order.phase === 'CANCELLED' },
    );
  }
}
