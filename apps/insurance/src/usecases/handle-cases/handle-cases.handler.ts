import type { ListCasesReply, ListCasesRequest, ResolveCaseReply, ResolveCaseRequest } from '@meridian/contracts/shared/case.message';
import { listCases } from '@meridian/contracts/shared/list-cases.contract';
import { resolveCase } from '@meridian/contracts/shared/resolve-case.contract';
import { type Outcome, refused } from '@meridian/kernel/outcome';
import { Answers } from '@meridian/platform/bus/answers';
import { CaseDesk } from '@meridian/platform/case-desk';
import { Controller } from '@nestjs/common';

/** Insurance's cases say that the centre is silent or refused a reversal. Asking goes on; undoing is the order's to decide. */
@Controller()
export class HandleCasesHandler {
  constructor(private readonly desk: CaseDesk) {}

  @Answers(listCases('insurance'))
  list(request: ListCasesRequest): Promise<Outcome<ListCasesReply>> {
    return this.desk.list(request);
  }

  @Answers(resolveCase('insurance'))
  async resolve(request: ResolveCaseRequest): Promise<Outcome<ResolveCaseReply>> {
    if (request.resolution !== 'keep') return refused('CASE_RESOLUTION_NOT_ALLOWED', 'undo the order instead');
    return this.desk.close(request);
  }
}
