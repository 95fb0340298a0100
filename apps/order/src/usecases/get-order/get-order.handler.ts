import { type GetOrderRequest, getOrder } from '@meridian/contracts/order/get-order.contract';
import type { OrderReply } from '@meridian/contracts/order/order.message';
import { done, type Outcome, refused } from '@meridian/kernel/outcome';
import { Answers } from '@meridian/platform/bus/answers';
import { Controller } from '@nestjs/common';
import { OrderReader } from '../../storage/order.reader';

@Controller()
export class GetOrderHandler {
  constructor(private readonly reader: OrderReader) {}

  @Answers(getOrder)
  async answer({ orderNo, asker }: GetOrderRequest): Promise<Outcome<OrderReply>> {
    const order = await this.reader.view(orderNo);
    if (!order || (asker && order.patientId !== asker.patientId)) return refused('ORDER_UNKNOWN');
    return done({ status: 'done', order });
  }
}
