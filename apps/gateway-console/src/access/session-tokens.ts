import { hkdfSync } from 'node:crypto';
import type { Code } from '@meridian/contracts/codes';
import type { Clock, Instant } from '@meridian/kernel/clock';
import { done, type Outcome, refused } from '@meridian/kernel/outcome';
import { errors, jwtVerify, SignJWT } from 'jose';

const ALGORITHM = 'HS256';
const AUDIENCE = 'gateway-console';
/** Without a deed of a person the session ends after half an hour; however busy, after a long shift. */
const IDLE_MS = 30 * 60_000;
const LONGEST_MS = 12 * 60 * 60_000;
const RENEW_AFTER_MS = 60_000;

export interface Session {
  readonly operatorId: string;
  readonly signedInAt: Instant;
  readonly issuedAt: Instant;
  readonly expiresAt: Instant;
}

const seconds = (at: Instant): number => Math.floor(at / 1000);

/** Signs and reads the console's own session tokens. Its own injection token. */
export class SessionTokens {
  private readonly key: Uint8Array;

  constructor(
    sessionKey: Buffer,
    private readonly clock: Clock,
  ) {
    // Derived, so that the configured key is good for other purposes too without one token passing for another.
    this.key = new Uint8Array(hkdfSync('sha256', sessionKey, Buffer.alloc(0), 'meridian console session', 32));
  }

  /** @param signedInAt when the password was given; a renewed session keeps it */
  async issue(operatorId: string, signedInAt: Instant = this.clock.now()): Promise<{ readonly token: string; readonly session: Session }> {
    const issuedAt = this.clock.now();
    const expiresAt = Math.min(issuedAt + IDLE_MS, signedInAt + LONGEST_MS);
    const token = await new SignJWT({ auth_time: seconds(signedInAt) })
      .setProtectedHeader({ alg: ALGORITHM })
      .setSubject(operatorId)
      .setAudience(AUDIENCE)
      .setIssuedAt(seconds(issuedAt))
      .setExpirationTime(seconds(expiresAt))
      .sign(this.key);
    return { token, session: { operatorId, signedInAt, issuedAt, expiresAt } };
  }

  async read(token: string): Promise<Outcome<Session, Code>> {
    try {
      const { payload } = await jwtVerify(token, this.key, {
        algorithms: [ALGORITHM],
        audience: AUDIENCE,
        currentDate: new Date(this.clock.now()),
        requiredClaims: ['sub', 'iat', 'exp', 'auth_time'],
      });
      const instant = (claim: unknown): Instant => Number(claim) * 1000;
      return done({
        operatorId: payload.sub as string,
        signedInAt: instant(payload.auth_time),
        issuedAt: instant(payload.iat),
        expiresAt: instant(payload.exp),
      });
    } catch (error) {
      return refused(error instanceof errors.JWTExpired ? 'TOKEN_EXPIRED' : 'TOKEN_INVALID');
    }
  }

  /** Old enough to be worth a new token; never past its longest life. */
  isDue({ issuedAt, signedInAt }: Session): boolean {
    const now = this.clock.now();
    return now - issuedAt >= RENEW_AFTER_MS && now < signedInAt + LONGEST_MS;
  }
}
