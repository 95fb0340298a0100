import { IsOneOf } from '@meridian/contracts/fields';
import { CASE_SERVICES, type CaseView } from '@meridian/contracts/shared/case.message';
import { listCases } from '@meridian/contracts/shared/list-cases.contract';
import { Clock, type Instant } from '@meridian/kernel/clock';
import { Bus } from '@meridian/platform/bus/bus';
import { Controller, Get, Query } from '@nestjs/common';
import { askEach, type Gap } from '../story/gap';
import { queryOf } from './query';

class ListCasesQuery {
  @IsOneOf(['open', 'all']) state: 'open' | 'all';
}

export interface CasesReply {
  readonly now: Instant;
  /** Oldest first. */
  readonly cases: readonly CaseView[];
  readonly gaps: readonly Gap[];
}

@Controller('api/cases')
export class ListCasesController {
  constructor(
    private readonly bus: Bus,
    private readonly clock: Clock,
  ) {}

  @Get()
  async run(@Query() query: Record<string, unknown>): Promise<CasesReply> {
    const { state } = queryOf(ListCasesQuery, { state: 'open', ...query });
    const { replies, gaps } = await askEach(CASE_SERVICES, (service) => this.bus.ask(listCases(service), { state }));
    const cases = replies.flatMap((reply) => reply.cases).sort((a, b) => a.openedAt - b.openedAt);
    return { now: this.clock.now(), cases, gaps };
  }
}
