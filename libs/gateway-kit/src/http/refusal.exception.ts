import { type Code, isCode } from '@meridian/contracts/codes';
import type { Bilingual, FieldError, Outcome, Refusal } from '@meridian/kernel/outcome';

export interface RefusalExtras {
  readonly detail?: string;
  readonly fields?: readonly FieldError[];
  /** What the caller should do now. Takes the place of the detail, in the caller's language. */
  readonly hint?: Bilingual;
  /** Response headers such as Retry-After, Location, WWW-Authenticate. */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Carries a refusal out of guards, pipes and controllers to the problem filter. Only here, at the edge: Nest knows no
 * other way out of a guard. Everywhere else a refusal is a value.
 */
export class RefusalException extends Error {
  constructor(
    readonly code: Code,
    readonly extras: RefusalExtras = {},
  ) {
    super(code);
  }

  /** A code this build does not know is answered as INTERNAL_ERROR. */
  static of(refusal: Refusal, extras: RefusalExtras = {}): RefusalException {
    const { code, detail, fields } = refusal;
    if (!isCode(code)) return new RefusalException('INTERNAL_ERROR', extras);
    return new RefusalException(code, {
      ...(detail === undefined ? {} : { detail }),
      ...(fields === undefined ? {} : { fields }),
      ...extras,
    });
  }
}

/** @returns the value. @throws RefusalException */
export function orThrow<T>(outcome: Outcome<T>, extras: RefusalExtras = {}): T {
  if (outcome.ok) return outcome.value;
  throw RefusalException.of(outcome, extras);
}
