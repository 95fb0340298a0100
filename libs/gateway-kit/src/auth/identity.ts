import { Asker } from '@meridian/contracts/order/order.message';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { RefusalException } from '../http/refusal.exception';
import type { PatientIdentity } from './claims';

/** What the access guard learned about the caller, kept beside the request and never on it: no body can name it. */
interface Identity {
  readonly applicationId: string;
  readonly patient?: PatientIdentity;
}

const identities = new WeakMap<object, Identity>();

export const setIdentity = (request: object, identity: Identity): void => void identities.set(request, identity);
export const identityOf = (request: object): Identity | undefined => identities.get(request);

const requestOf = (context: ExecutionContext): FastifyRequest => context.switchToHttp().getRequest<FastifyRequest>();

/** The application of the access token. */
export const ApplicationId = createParamDecorator((_: unknown, context: ExecutionContext): string => {
  const identity = identityOf(requestOf(context));
  if (!identity) throw new RefusalException('TOKEN_MISSING');
  return identity.applicationId;
});

/** Application and patient of the session, in the form of the contracts. */
export const CurrentAsker = createParamDecorator((_: unknown, context: ExecutionContext): Asker => askerOf(requestOf(context)));

export function askerOf(request: object): Asker {
  const patient = identityOf(request)?.patient;
  if (!patient) throw new RefusalException('SESSION_MISSING');
  return Object.assign(new Asker(), {
    applicationId: patient.applicationId,
    patientId: patient.patientId,
    patientNo: patient.patientNo,
  });
}
