/**
 * What the account service writes into its tokens (EdDSA). Both carry `iss` = `meridian`, `aud` = the gateway and `exp`.
 * The two kinds are told apart by their claims: one is never accepted in the place of the other.
 */
export interface ApplicationIdentity {
  /** `sub` of the access token. */
  readonly applicationId: string;
  /** `scope`, a space-separated list (RFC 8693 4.2). */
  readonly scopes: readonly string[];
}

export interface PatientIdentity {
  /** `client_id` of the session token: the application that opened the session. */
  readonly applicationId: string;
  /** `sub` */
  readonly patientId: string;
  /** `patientNo`: the number of the hospital's record. */
  readonly patientNo: string;
}

/** `pay`: read bills, open sessions, create, settle and cancel orders. `refund`: give money back. */
export type Scope = 'pay' | 'refund';
