import { RefusalException } from '@meridian/gateway-kit/http/refusal.exception';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Operator } from './operator';
import type { Session } from './session-tokens';

export interface SignedIn {
  readonly operator: Operator;
  readonly session: Session;
}

/** What the guard learned, kept beside the request and never on it: no body can name an operator. */
const signedIn = new WeakMap<object, SignedIn>();

export const setSignedIn = (request: object, who: SignedIn): void => void signedIn.set(request, who);

/** The operator of the session, and the session. */
export const CurrentOperator = createParamDecorator((_: unknown, context: ExecutionContext): SignedIn => {
  const who = signedIn.get(context.switchToHttp().getRequest<object>());
  if (!who) throw new RefusalException('TOKEN_MISSING');
  return who;
});
