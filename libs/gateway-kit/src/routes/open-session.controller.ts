import { OpenSessionReply, openSession } from '@meridian/contracts/account/open-session.contract';
import { Bus } from '@meridian/platform/bus/bus';
import { Vault } from '@meridian/platform/vault';
import { Body, Controller, Post } from '@nestjs/common';
import { ApplicationId } from '../auth/identity';
import { Gateway } from '../gateway';
import { orThrow } from '../http/refusal.exception';
import { SESSION_EXAMPLE } from '../openapi/examples';
import { Route } from '../openapi/route';
import { OpenSessionBody } from './open-session.body';

/** Name and ID number are sealed here and travel no further in the clear. */
@Controller('v1/sessions')
export class OpenSessionController {
  constructor(
    private readonly bus: Bus,
    private readonly vault: Vault,
    private readonly gateway: Gateway,
  ) {}

  @Post()
  @Route({
    tag: 'access',
    summary: { zh: '验证患者身份，开启会话', en: 'Bind a patient and open a session' },
    access: { level: 'application' },
    body: { type: OpenSessionBody, example: { name: '张三', idNo: '11010519491231002X' } },
    answers: {
      201: {
        meaning: { zh: '以后的请求带上 Meridian-Session', en: 'Send it as Meridian-Session from now on' },
        type: OpenSessionReply,
        example: SESSION_EXAMPLE,
      },
    },
    codes: openSession.codes,
  })
  async run(@ApplicationId() applicationId: string, @Body() body: OpenSessionBody): Promise<OpenSessionReply> {
    const outcome = await this.bus.ask(openSession, {
      applicationId,
      gateway: this.gateway.name,
      nameSealed: this.vault.seal(body.name.trim().normalize('NFC'), 'patient-name'),
      // The check character of a resident's number is written X.
      idNoSealed: this.vault.seal(body.idNo.toUpperCase(), 'patient-id-no'),
    });
    return orThrow(outcome);
  }
}
