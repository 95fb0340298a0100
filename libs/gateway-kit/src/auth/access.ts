import { SetMetadata } from '@nestjs/common';
import type { Scope } from './claims';

/**
 * Who may call a route. `patient` needs an access token and a patient session, `application` an access token,
 * `public` nothing. A route that says nothing is a patient route: forgetting closes, never opens.
 */
export interface Access {
  readonly level: 'public' | 'application' | 'patient';
  readonly scope: Scope;
}

export const DEFAULT_ACCESS: Access = { level: 'patient', scope: 'pay' };
export const ACCESS = 'meridian:access';
export const Allow = (access: Partial<Access>): MethodDecorator & ClassDecorator => SetMetadata(ACCESS, { ...DEFAULT_ACCESS, ...access });
