import type { AuditLog } from '../audit-log';
import type { LoginThrottle } from './login-throttle';
import type { Operator } from './operator';
import type { Operators } from './operators';

export interface Attempt {
  readonly operatorId: string;
  readonly password: string;
  /** Where the request came from. */
  readonly address: string;
}

/** Lets an operator in, or says how long to wait. Its own injection token. */
export class SignIn {
  constructor(
    private readonly operators: Operators,
    private readonly throttle: LoginThrottle,
    private readonly audit: AuditLog,
  ) {}

  /** @returns the operator; `waitMs` when too many passwords were wrong; undefined when this one is. Each attempt leaves a line. */
  async attempt({ operatorId, password, address }: Attempt): Promise<Operator | { readonly waitMs: number } | undefined> {
    const waitMs = this.throttle.take(operatorId, address);
    if (waitMs > 0) return { waitMs };
    const operator = await this.operators.verify(operatorId, password);
    if (operator) this.throttle.giveBack(operatorId, address);
    this.audit.write({ deed: operator ? 'signed-in' : 'sign-in-refused', operatorId });
    return operator;
  }
}
