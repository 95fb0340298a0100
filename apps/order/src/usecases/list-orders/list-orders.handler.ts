import { type ListOrdersReply, type ListOrdersRequest, listOrders } from '@meridian/contracts/order/list-orders.contract';
import { done, type Outcome } from '@meridian/kernel/outcome';
import { Answers } from '@meridian/platform/bus/answers';
import { Controller } from '@nestjs/common';
import { OrderReader } from '../../storage/order.reader';

@Controller()
export class ListOrdersHandler {
  constructor(private readonly reader: OrderReader) {}

  @Answers(listOrders)
  async answer(request: ListOrdersRequest): Promise<Outcome<ListOrdersReply>> {
    return done({ orders: await this.reader.list(request) });
  }
}
