import { CASE_SERVICES, type CaseService, type ResolveCaseReply } from '@meridian/contracts/shared/case.message';
import { resolveCase } from '@meridian/contracts/shared/resolve-case.contract';
import { orThrow, RefusalException } from '@meridian/gateway-kit/http/refusal.exception';
import { Bus } from '@meridian/platform/bus/bus';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { CurrentOperator, type SignedIn } from '../access/current-operator';
import { AuditLog } from '../audit-log';
import { ResolveCaseBody } from './resolve-case.body';

const CASE_ID = /^[\w.:|*@/-]{1,160}$/;

const isCaseService = (text: string): text is CaseService => (CASE_SERVICES as readonly string[]).includes(text);

@Controller('api/cases')
export class ResolveCaseController {
  constructor(
    private readonly bus: Bus,
    private readonly audit: AuditLog,
  ) {}

  /** The decision carries the signed-in operator's id; the service that owns the case keeps it with the note. */
  @Post(':service/:caseId/resolve')
  @HttpCode(200)
  async run(
    @Param('service') service: string,
    @Param('caseId') caseId: string,
    @Body() { resolution, note }: ResolveCaseBody,
    @CurrentOperator() { operator: { operatorId } }: SignedIn,
  ): Promise<ResolveCaseReply> {
    if (!isCaseService(service) || !CASE_ID.test(caseId)) throw new RefusalException('CASE_UNKNOWN');
    const outcome = await this.bus.ask(resolveCase(service), { caseId, resolution, resolvedBy: operatorId, note: note.trim() });
    const deed = { operatorId, service, caseId, resolution };
    this.audit.write(outcome.ok ? { deed: 'case-resolved', ...deed } : { deed: 'case-resolution-refused', ...deed, code: outcome.code });
    return orThrow(outcome);
  }
}
