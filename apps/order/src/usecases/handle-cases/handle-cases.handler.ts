import type { ListCasesReply, ListCasesRequest, ResolveCaseReply, ResolveCaseRequest } from '@meridian/contracts/shared/case.message';
import { listCases } from '@meridian/contracts/shared/list-cases.contract';
import { resolveCase } from '@meridian/contracts/shared/resolve-case.contract';
import type { Outcome } from '@meridian/kernel/outcome';
import { refused } from '@meridian/kernel/outcome';
import { Answers } from '@meridian/platform/bus/answers';
import { CaseDesk } from '@meridian/platform/case-desk';
import { Engine } from '@meridian/platform/engine/engine';
import { Controller } from '@nestjs/common';
import { orderKind } from '../../storage/order.kind';

/** A person's keep or undo enters the state table as a fact; the case is closed once the table has taken it. */
@Controller()
export class HandleCasesHandler {
  constructor(
    private readonly desk: CaseDesk,
    private readonly engine: Engine,
  ) {}

  @Answers(listCases('order'))
  list(request: ListCasesRequest): Promise<Outcome<ListCasesReply>> {
    return this.desk.list(request);
  }

  @Answers(resolveCase('order'))
  async resolve(request: ResolveCaseRequest): Promise<Outcome<ResolveCaseReply>> {
    const known = await this.desk.read(request.caseId);
    if (!known) return refused('CASE_UNKNOWN');
    if (known.resolvedAt !== undefined) return refused('CASE_RESOLVED');
    if (known.aggregate === 'refund' && request.resolution === 'undo') return refused('CASE_RESOLUTION_NOT_ALLOWED');
    if (known.aggregate === 'order') {
      const kind = request.resolution === 'keep' ? 'personKeep' : 'personUndo';
      const learned = await this.engine.learn(orderKind, known.orderNo, { kind, id: `${request.caseId}.${request.resolution}` });
      if (!learned.ok) return learned;
    }
    return this.desk.close(request);
  }
}
