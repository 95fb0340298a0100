import { ListUnpaidReply, listUnpaid } from '@meridian/contracts/order/list-unpaid.contract';
import { Asker } from '@meridian/contracts/order/order.message';
import { Bus } from '@meridian/platform/bus/bus';
import { Controller, Get } from '@nestjs/common';
import { CurrentAsker } from '../auth/identity';
import { orThrow } from '../http/refusal.exception';
import { UNPAID_EXAMPLE } from '../openapi/examples';
import { Route } from '../openapi/route';

@Controller('v1/bills')
export class ListUnpaidController {
  constructor(private readonly bus: Bus) {}

  @Get()
  @Route({
    tag: 'bills',
    summary: { zh: '待缴费单据', en: 'The patient’s unpaid bills, read from the hospital now' },
    answers: {
      200: {
        meaning: { zh: '一次就诊的全部单据一起结算', en: 'All sheets of a visit are settled together' },
        type: ListUnpaidReply,
        example: UNPAID_EXAMPLE,
      },
    },
    codes: listUnpaid.codes,
  })
  async run(@CurrentAsker() asker: Asker): Promise<ListUnpaidReply> {
    return orThrow(await this.bus.ask(listUnpaid, { asker }));
  }
}
