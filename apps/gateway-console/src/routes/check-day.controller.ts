import { type CheckDayReply, CheckDayRequest, checkDay } from '@meridian/contracts/reconciliation/check-day.contract';
import { orThrow } from '@meridian/gateway-kit/http/refusal.exception';
import { Bus } from '@meridian/platform/bus/bus';
import { Controller, Get, Param } from '@nestjs/common';
import { queryOf } from './query';

@Controller('api/checks')
export class CheckDayController {
  constructor(private readonly bus: Bus) {}

  /** Compares the day with the outside parties' books now; it changes nothing. */
  @Get(':day')
  async run(@Param('day') day: string): Promise<CheckDayReply> {
    return orThrow(await this.bus.ask(checkDay, queryOf(CheckDayRequest, { day })));
  }
}
