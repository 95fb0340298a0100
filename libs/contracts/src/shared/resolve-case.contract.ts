import { contract } from '../contract';
import { type CaseService, ResolveCaseReply, ResolveCaseRequest } from './case.message';

/** A person decides. The decision enters the state table as the fact `personKeep` or `personUndo`. */
export const resolveCase = (service: CaseService) =>
  contract({
    subject: `${service}.resolve-case.v1`,
    request: ResolveCaseRequest,
    reply: ResolveCaseReply,
    codes: ['CASE_UNKNOWN', 'CASE_RESOLVED', 'CASE_RESOLUTION_NOT_ALLOWED'],
    deadlineMs: 3000,
  });
