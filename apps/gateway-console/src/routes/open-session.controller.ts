import { Allow } from '@meridian/gateway-kit/auth/access';
import { RefusalException } from '@meridian/gateway-kit/http/refusal.exception';
import type { Instant } from '@meridian/kernel/clock';
import { Body, Controller, Delete, Get, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentOperator, type SignedIn } from '../access/current-operator';
import { SessionCookie } from '../access/session-cookie';
import { SessionTokens } from '../access/session-tokens';
import { SignIn } from '../access/sign-in';
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
    private readonly door: SignIn,
    private readonly tokens: SessionTokens,
    private readonly cookie: SessionCookie,
  ) {}

  @Post()
  @Allow({ level: 'public' })
  async signIn(
    @Body() { operatorId, password }: OpenSessionBody,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionReply> {
    const operator = await this.door.attempt({ operatorId, password, address: request.ip });
    if (operator === undefined) throw new RefusalException('CLIENT_INVALID', WRONG);
    if ('waitMs' in operator) {
      throw new RefusalException('REQUEST_TOO_MANY', { headers: { 'Retry-After': String(Math.ceil(operator.waitMs / 1000)) } });
    }
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
