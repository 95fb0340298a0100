import { ACCESS, type Access } from '@meridian/gateway-kit/auth/access';
import { orThrow, RefusalException } from '@meridian/gateway-kit/http/refusal.exception';
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { setSignedIn } from './current-operator';
import { Operators } from './operators';
import { SessionCookie } from './session-cookie';
import { SessionTokens } from './session-tokens';

/**
 * Sent by our own pages with every request: `person` for what somebody did, `poll` for what the page does by itself.
 * A page of another site cannot send it without being asked first (CORS), and nobody is asked.
 */
export const CONSOLE_HEADER = 'meridian-console';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);
const SIGN_IN = { hint: { zh: '请先登录', en: 'Sign in first' } };

/** The one door: every route of the console needs a signed-in operator unless it says that it is public. */
@Injectable()
export class SessionGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly tokens: SessionTokens,
    private readonly cookie: SessionCookie,
    private readonly operators: Operators,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const purpose = request.headers[CONSOLE_HEADER];
    if (!SAFE.has(request.method) && purpose === undefined) throw headerMissing();
    const access = this.reflector.getAllAndOverride<Access | undefined>(ACCESS, [context.getHandler(), context.getClass()]);
    if (access?.level === 'public') return true;

    const token = this.cookie.read(request);
    if (token === undefined) throw new RefusalException('TOKEN_MISSING', SIGN_IN);
    const session = orThrow(await this.tokens.read(token), SIGN_IN);
    // A person taken off the list is out at once, whatever the token says.
    const operator = this.operators.find(session.operatorId);
    if (!operator) throw new RefusalException('TOKEN_INVALID', SIGN_IN);
    setSignedIn(request, { operator, session });
    // A page left open alone keeps polling; only a person keeps the session alive.
    if (purpose === 'person' && this.tokens.isDue(session)) {
      const renewed = await this.tokens.issue(session.operatorId, session.signedInAt);
      const maxAgeMs = renewed.session.expiresAt - renewed.session.issuedAt;
      this.cookie.write(context.switchToHttp().getResponse<FastifyReply>(), renewed.token, Math.floor(maxAgeMs / 1000));
    }
    return true;
  }
}

const headerMissing = (): RefusalException =>
  new RefusalException('REQUEST_INVALID', {
    fields: [{ field: `header ${CONSOLE_HEADER}`, code: 'HEADER_MISSING', message: { zh: '缺少请求头', en: 'the header is missing' } }],
  });
