import type { HisPatient } from '@meridian/his-kit/port';
import type { Outcome } from '@meridian/kernel/outcome';
import type { Application } from '../domain/application';

/** The channel applications that may ask for tokens. */
export abstract class Applications {
  abstract find(applicationId: string, gateway: string): Application | undefined;
}

/** The hospital's patient records. */
export abstract class PatientDirectory {
  /** @param deadlineAt wall-clock milliseconds by which the answer must be here. */
  abstract find(
    person: { readonly name: string; readonly idNo: string },
    deadlineAt: number,
  ): Promise<Outcome<HisPatient, 'PATIENT_UNKNOWN' | 'HIS_REFUSED' | 'HIS_SILENT'>>;
}

/** What a token says beside its issuer and its times. */
export interface TokenClaims {
  /** The gateway: a token is good for one gateway only. */
  readonly audience: string;
  readonly subject: string;
  readonly lifetimeSeconds: number;
  readonly claims: Readonly<Record<string, string>>;
}

export abstract class TokenSigner {
  /** @returns a JWT (RFC 7519) signed with EdDSA. */
  abstract sign(token: TokenClaims): Promise<string>;
}
