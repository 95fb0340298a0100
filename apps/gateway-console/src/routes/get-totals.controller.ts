import { type GetTotalsReply, GetTotalsRequest, getTotals } from '@meridian/contracts/data-platform/get-totals.contract';
import { orThrow } from '@meridian/gateway-kit/http/refusal.exception';
import { Bus } from '@meridian/platform/bus/bus';
import { Controller, Get, Query } from '@nestjs/common';
import { queryOf } from './query';

@Controller('api/totals')
export class GetTotalsController {
  constructor(private readonly bus: Bus) {}

  @Get()
  async run(@Query() query: Record<string, unknown>): Promise<GetTotalsReply> {
    return orThrow(await this.bus.ask(getTotals, queryOf(GetTotalsRequest, query)));
  }
}
