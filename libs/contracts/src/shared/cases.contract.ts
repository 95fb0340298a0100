import { contract } from '../contract';
import { type CaseService, ListCasesReply, ListCasesRequest, ResolveCaseReply, ResolveCaseRequest } from './case.message';

/** Open cases with their evidence, oldest first. */
export const listCases = (service: CaseService) =>
  contract({ subject: `${service}.list-cases.v1`, request: ListCasesRequest, reply: ListCasesReply, codes: [], deadlineMs: 3000 });

/** A person decides. The decision enters the state table as the fact `personKeep` or `personUndo`. */
export const resolveCase = (service: CaseService) =>
  contract({
    subject: `${service}.resolve-case.v1`,
    request: ResolveCaseRequest,
    reply: ResolveCaseReply,
    codes: ['CASE_UNKNOWN', 'CASE_RESOLVED', 'CASE_RESOLUTION_NOT_ALLOWED'],
    deadlineMs: 3000,
  });
