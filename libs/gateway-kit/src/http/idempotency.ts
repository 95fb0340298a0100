import { createHash } from 'node:crypto';
import type { Asker } from '@meridian/contracts/order/order.message';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { askerOf } from '../auth/identity';
import { RefusalException } from './refusal.exception';

export const IDEMPOTENCY_HEADER = 'idempotency-key';
export const IDEMPOTENCY_KEY = /^[\x21-\x7e]{16,255}$/;

/**
 * The key under which the owner stores the answer: (application, patient, route, Idempotency-Key), reliability.md part 3.
 * Hashed, because the parts together may be longer than a key of the bus; as a list, so that no two different
 * quadruples read the same. The route is its pattern: one key for two orders is a reuse, and refused by the owner.
 */
export const busKeyOf = (asker: Asker, route: string, idempotencyKey: string): string =>
  createHash('sha256')
    .update(JSON.stringify([asker.applicationId, asker.patientId, route, idempotencyKey]))
    .digest('base64url');

/** The bus key of a money request. @throws RefusalException when the header is missing or has the wrong form. */
export const IdempotencyKey = createParamDecorator((_: unknown, context: ExecutionContext): string => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  const given = request.headers[IDEMPOTENCY_HEADER];
  if (typeof given !== 'string' || given === '') throw new RefusalException('IDEMPOTENCY_KEY_MISSING');
  if (!IDEMPOTENCY_KEY.test(given)) throw new RefusalException('IDEMPOTENCY_KEY_INVALID');
  return busKeyOf(askerOf(request), `${request.method} ${request.routeOptions.url}`, given);
});
