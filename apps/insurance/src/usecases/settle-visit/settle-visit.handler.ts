import type { SettlementReply } from '@meridian/contracts/insurance/insurance.message';
import { type SettleVisitRequest, settleVisit } from '@meridian/contracts/insurance/settle-visit.contract';
import type { Outcome } from '@meridian/kernel/outcome';
import { Answers, type Asked } from '@meridian/platform/bus/answers';
import { Controller } from '@nestjs/common';
import { SettleVisit } from './settle-visit.usecase';

@Controller()
export class SettleVisitHandler {
  constructor(private readonly settleVisit: SettleVisit) {}

  @Answers(settleVisit)
  answer(request: SettleVisitRequest, asked: Asked): Promise<Outcome<SettlementReply>> {
    return this.settleVisit.run(request, asked.deadlineAt);
  }
}
