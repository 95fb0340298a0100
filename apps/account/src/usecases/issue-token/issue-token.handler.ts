import { type IssueTokenReply, type IssueTokenRequest, issueToken } from '@meridian/contracts/account/issue-token.contract';
import type { Outcome } from '@meridian/kernel/outcome';
import { Answers } from '@meridian/platform/bus/answers';
import { Controller } from '@nestjs/common';
import { IssueToken } from './issue-token.usecase';

@Controller()
export class IssueTokenHandler {
  constructor(private readonly issue: IssueToken) {}

  @Answers(issueToken)
  answer(request: IssueTokenRequest): Promise<Outcome<IssueTokenReply>> {
    return this.issue.run(request);
  }
}
