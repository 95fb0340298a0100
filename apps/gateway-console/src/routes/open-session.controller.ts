import { Allow } from '@meridian/gateway-kit/auth/access';
import { RefusalException } from '@meridian/gateway-kit/http/refusal.exception';
import type { Instant } from '@meridian/kernel/clock';
import { Body, Controller, Delete, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentOperator, type SignedIn } from '../access/current-operator';
import { LoginThrottle } from '../access/login-throttle';
import { Operators } from '../access/operators';
import { SessionCookie } from '../access/session-cookie';
import { SessionTokens } from '../access/session-tokens';
import { AuditLog } from '../audit-log';
import { OpenSessionBody } from './open-session.body';

interface SessionReply {
  readonly operator: { readonly operatorId: string; readonly name: string };
  readonly expiresAt: Instant;
}

const WRONG = { hint: { zh: '工号或密码有误', en: 'The operator or the password is wrong' } };

const replyOf = ({ operator, session }: SignedIn): SessionReply => ({
  operator: { operatorId: operator.operatorId, name: operator.name },
  expiresAt: session.expiresAt,
});

@Controller('api/session')
export class OpenSessionController {
  constructor(
    private readonly operators: Operators,
    private readonly throttle: LoginThrottle,
    private readonly tokens: SessionTokens,
    private readonly cookie: SessionCookie,
    private readonly audit: AuditLog,
  ) {}

  @Post()
  @Allow({ level: 'public' })
  async signIn(
    @Body() { operatorId, password }: OpenSessionBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionReply> {
    const waitMs = this.throttle.take(operatorId, request.ip);
    if (waitMs > 0) throw new RefusalException('REQUEST_TOO_MANY', { headers: { 'Retry-After': String(Math.ceil(waitMs / 1000)) } });
    const operator = await this.operators.verify(operatorId, password);
    if (!operator) {
      this.audit.write({ deed: 'sign-in-refused', operatorId });
      throw new RefusalException('CLIENT_INVALID', WRONG);
    }
    this.throttle.giveBack(operatorId, request.ip);
    this.audit.write({ deed: 'signed-in', operatorId });
    const { token, session } = await this.tokens.issue(operatorId);
    this.cookie.write(reply, token, Math.floor((session.expiresAt - session.issuedAt) / 1000));
    return replyOf({ operator, session });
  }

  @Get()
  who(@CurrentOperator() signedIn: SignedIn): SessionReply {
    return replyOf(signedIn);
  }

  @Delete()
  @HttpCode(204)
  @Allow({ level: 'public' })
  signOut(@Res({ passthrough: true }) reply: FastifyReply): void {
    this.cookie.clear(reply);
  }
}
