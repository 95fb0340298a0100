import { type GetTrialBalanceReply, getTrialBalance } from '@meridian/contracts/account/get-trial-balance.contract';
import { IsOrderNo, Maybe } from '@meridian/contracts/fields';
import { orThrow } from '@meridian/gateway-kit/http/refusal.exception';
import { Bus } from '@meridian/platform/bus/bus';
import { Controller, Get, Query } from '@nestjs/common';
import { Hospital } from '../hospital';
import { queryOf } from './query';

class GetTrialBalanceQuery {
  @IsOrderNo() @Maybe() orderNo?: string;
}

@Controller('api/balances')
export class GetTrialBalanceController {
  constructor(
    private readonly bus: Bus,
    private readonly hospital: Hospital,
  ) {}

  /** Of one order, or of the whole hospital. */
  @Get()
  async run(@Query() query: Record<string, unknown>): Promise<GetTrialBalanceReply> {
    const { hospitalId } = this.hospital;
    return orThrow(await this.bus.ask(getTrialBalance, { hospitalId, ...queryOf(GetTrialBalanceQuery, query) }));
  }
}
