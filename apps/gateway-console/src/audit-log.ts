import type { Logger } from '@meridian/platform/logger';

type Deed =
  | { readonly deed: 'signed-in' | 'sign-in-refused'; readonly operatorId: string }
  | {
      readonly deed: 'case-resolved' | 'case-resolution-refused';
      readonly operatorId: string;
      readonly service: string;
      readonly caseId: string;
      readonly resolution: string;
      readonly code?: string;
    };

/** Who did what, one line each. The note of a decision is kept by the service that owns the case, not in a log. */
export class AuditLog {
  constructor(private readonly logger: Logger) {}

  write(deed: Deed): void {
    this.logger.info(deed, 'audit');
  }
}
