import { type CheckDayReply, type CheckDayRequest, checkDay } from '@meridian/contracts/reconciliation/check-day.contract';
import type { Outcome } from '@meridian/kernel/outcome';
import { Answers, type Asked } from '@meridian/platform/bus/answers';
import { Controller } from '@nestjs/common';
import { CheckDay } from './check-day.usecase';

@Controller()
export class CheckDayHandler {
  constructor(private readonly check: CheckDay) {}

  @Answers(checkDay)
  answer({ day }: CheckDayRequest, { deadlineAt }: Asked): Promise<Outcome<CheckDayReply>> {
    return this.check.run(day, deadlineAt);
  }
}
