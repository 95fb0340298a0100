import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { orThrow, RefusalException } from '../http/refusal.exception';
import { ACCESS, type Access, DEFAULT_ACCESS } from './access';
import { setIdentity } from './identity';
import { TokenVerifier } from './token-verifier';

export const SESSION_HEADER = 'meridian-session';

/** The one door of every route: access token, scope, patient session, in this order. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly tokens: TokenVerifier,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const targets = [context.getHandler(), context.getClass()];
    const access = this.reflector.getAllAndOverride<Access | undefined>(ACCESS, targets) ?? DEFAULT_ACCESS;
    if (access.level === 'public') return true;

    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const token = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    // RFC 6750 3.1: no error code when the request carries no credentials at all.
    if (!token) throw new RefusalException('TOKEN_MISSING', { headers: { 'WWW-Authenticate': 'Bearer' } });
    const { applicationId, scopes } = orThrow(await this.tokens.application(token), challenge('invalid_token'));
    if (!scopes.includes(access.scope)) throw new RefusalException('SCOPE_MISSING', challenge('insufficient_scope', access.scope));
    if (access.level === 'application') {
      setIdentity(request, { applicationId });
      return true;
    }

    const session = request.headers[SESSION_HEADER];
    if (typeof session !== 'string' || session === '') throw new RefusalException('SESSION_MISSING');
    setIdentity(request, { applicationId, patient: orThrow(await this.tokens.patient(session, applicationId)) });
    return true;
  }
}

const challenge = (error: string, scope?: string) => ({
  headers: { 'WWW-Authenticate': `Bearer error="${error}"${scope ? `, scope="${scope}"` : ''}` },
});
