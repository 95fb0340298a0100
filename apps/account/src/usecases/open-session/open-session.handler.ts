import { type OpenSessionReply, type OpenSessionRequest, openSession } from '@meridian/contracts/account/open-session.contract';
import type { Outcome } from '@meridian/kernel/outcome';
import { Answers, type Asked } from '@meridian/platform/bus/answers';
import { Controller } from '@nestjs/common';
import { OpenSession } from './open-session.usecase';

@Controller()
export class OpenSessionHandler {
  constructor(private readonly open: OpenSession) {}

  @Answers(openSession)
  answer(request: OpenSessionRequest, asked: Asked): Promise<Outcome<OpenSessionReply>> {
    return this.open.run(request, asked.deadlineAt);
  }
}
