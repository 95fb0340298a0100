/**
 * What an outside party answered. There is no fourth way out: once bytes may have left, a timeout, a broken
 * connection, an unreadable answer or an unknown code is `silent`: never success, never failure (money law 4).
 */
export type Arm<T> = Accepted<T> | Rejected | Silent;

export interface Accepted<T> {
  readonly arm: 'accepted';
  readonly value: T;
}

export interface Rejected {
  readonly arm: 'rejected';
  /** The port's own code, the same for every plug-in. */
  readonly code: string;
  /** The vendor's code and text, for evidence and for people. Carries no personal data. */
  readonly reason: string;
}

export interface Silent {
  readonly arm: 'silent';
  readonly reason: string;
}

export const accepted = <T>(value: T): Accepted<T> => ({ arm: 'accepted', value });
export const rejected = (code: string, reason: string): Rejected => ({ arm: 'rejected', code, reason });
export const silent = (reason: string): Silent => ({ arm: 'silent', reason });
