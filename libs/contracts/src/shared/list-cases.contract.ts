import { contract } from '../contract';
import { type CaseService, ListCasesReply, ListCasesRequest } from './case.message';

/** Cases with their evidence, oldest first. */
export const listCases = (service: CaseService) =>
  contract({ subject: `${service}.list-cases.v1`, request: ListCasesRequest, reply: ListCasesReply, codes: [], deadlineMs: 3000 });
