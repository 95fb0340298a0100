import type { ListCasesReply, ListCasesRequest, ResolveCaseReply, ResolveCaseRequest } from '@meridian/contracts/shared/case.message';
import { Clock } from '@meridian/kernel/clock';
import { done, type Outcome, refused } from '@meridian/kernel/outcome';
import { Injectable } from '@nestjs/common';
import { type CaseFile, caseView, closeCaseFile, listCaseFiles, readCaseFile } from './cases';
import { Database } from './storage/database';

/** The cases of one service: listed, read, and closed once a person has decided. */
@Injectable()
export class CaseDesk {
  constructor(
    private readonly service: string,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  async list(asked: ListCasesRequest): Promise<Outcome<ListCasesReply>> {
    const cases = await listCaseFiles(this.database, this.service, asked);
    return done({ cases: cases.map(caseView) });
  }

  async read(caseId: string): Promise<CaseFile | undefined> {
    return readCaseFile(this.database, this.service, caseId);
  }

  /** Only the paper: what the decision means for the money must have happened before. */
  async close(decision: ResolveCaseRequest): Promise<Outcome<ResolveCaseReply>> {
    const known = await this.read(decision.caseId);
    if (!known) return refused('CASE_UNKNOWN');
    const { caseId, resolution, resolvedBy, note } = decision;
    const first = await closeCaseFile(this.database, caseId, { resolution, resolvedBy, note, at: this.clock.now() });
    return first ? done({ caseId }) : refused('CASE_RESOLVED');
  }
}
