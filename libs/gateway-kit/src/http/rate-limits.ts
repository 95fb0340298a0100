import type { ExecutionContext } from '@nestjs/common';
import { Injectable } from '@nestjs/common';
import { ThrottlerGuard, type ThrottlerLimitDetail, type ThrottlerModuleOptions, type ThrottlerOptions } from '@nestjs/throttler';
import type { FastifyRequest } from 'fastify';
import { identityOf } from '../auth/identity';
import { RefusalException } from './refusal.exception';

/** Requests a minute; 0 switches a bucket off. Counted in this process: behind a balancer each instance allows as many. */
export interface RateLimits {
  readonly application: number;
  readonly patient: number;
  /** Refunds of one patient; a bucket of its own, so that refund velocity shows at the door. */
  readonly refund: number;
  /** Token requests from one address: guessing of secrets. */
  readonly token: number;
}

export const RATE_LIMITS: RateLimits = { application: 6000, patient: 120, refund: 6, token: 120 };

const MINUTE_MS = 60_000;
const TOKEN_ROUTE = '/oauth/token';
const REFUND_ROUTE = '/v1/orders/:orderNo/refunds';

const applicationOf = (request: FastifyRequest): string | undefined => identityOf(request)?.applicationId;
const patientOf = (request: FastifyRequest): string | undefined => {
  const patient = identityOf(request)?.patient;
  return patient && JSON.stringify([patient.applicationId, patient.patientId]);
};
const onlyAt = (route: string, trackerOf: (request: FastifyRequest) => string | undefined) => (request: FastifyRequest) =>
  request.routeOptions.url === route ? trackerOf(request) : undefined;

/** A bucket whose tracker is undefined does not count the request. */
const bucket = (name: string, limit: number, trackerOf: (request: FastifyRequest) => string | undefined): ThrottlerOptions => ({
  name,
  limit,
  ttl: MINUTE_MS,
  // A sliding minute: as soon as the oldest request is a minute old, the next may pass.
  blockDuration: 0,
  skipIf: (context: ExecutionContext) => limit === 0 || trackerOf(context.switchToHttp().getRequest<FastifyRequest>()) === undefined,
  getTracker: (request) => trackerOf(request as FastifyRequest) ?? '',
});

export const throttlerOptions = (limits: RateLimits): ThrottlerModuleOptions => ({
  throttlers: [
    bucket('application', limits.application, applicationOf),
    bucket('patient', limits.patient, patientOf),
    bucket('refund', limits.refund, onlyAt(REFUND_ROUTE, patientOf)),
    bucket(
      'token',
      limits.token,
      onlyAt(TOKEN_ROUTE, (request) => request.ip),
    ),
  ],
  // One count over all routes of a bucket, not one for each handler.
  generateKey: (_context, tracker, name) => `${name}:${tracker}`,
  setHeaders: false,
});

/** Channel callbacks match no bucket: they are never shed. */
@Injectable()
export class RateGuard extends ThrottlerGuard {
  protected override async throwThrottlingException(_context: ExecutionContext, detail: ThrottlerLimitDetail): Promise<void> {
    throw new RefusalException('REQUEST_TOO_MANY', { headers: { 'Retry-After': String(Math.max(1, detail.timeToBlockExpire)) } });
  }
}
