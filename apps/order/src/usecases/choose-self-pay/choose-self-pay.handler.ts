import { type ChooseSelfPayRequest, chooseSelfPay } from '@meridian/contracts/order/choose-self-pay.contract';
import type { OrderReply } from '@meridian/contracts/order/order.message';
import type { Outcome } from '@meridian/kernel/outcome';
import { Answers, type Asked } from '@meridian/platform/bus/answers';
import { Controller } from '@nestjs/common';
import { OrderDesk } from '../order-desk';

@Controller()
export class ChooseSelfPayHandler {
  constructor(private readonly desk: OrderDesk) {}

  @Answers(chooseSelfPay)
  answer(request: ChooseSelfPayRequest, asked: Asked): Promise<Outcome<OrderReply>> {
    return this.desk.tell(
      request,
      { kind: 'selfPayChosen', id: request.key },
      { deadlineAt: asked.deadlineAt, doneIn: (order) => order.phase === 'QUOTED' },
    );
  }
}
