import type { Code } from '@meridian/contracts/codes';
import { Clock } from '@meridian/kernel/clock';
import { done, type Outcome, refused } from '@meridian/kernel/outcome';
import { errors, importSPKI, type JWTPayload, jwtVerify, type KeyLike } from 'jose';
import { LRUCache } from 'lru-cache';
import { Gateway } from '../gateway';
import type { ApplicationIdentity, PatientIdentity } from './claims';

const ALGORITHM = 'EdDSA';
const ISSUER = 'meridian';
const MOST_VERIFIED = 20_000;
const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** Verifies what the account service signed for this gateway: algorithm pinned, issuer, audience and expiry checked by our clock. */
export class TokenVerifier {
  /** A signature that was good stays good; only time is asked again. Verifying costs more than the rest of a small request. */
  private readonly verified = new LRUCache<string, JWTPayload>({ max: MOST_VERIFIED });

  private constructor(
    private readonly key: KeyLike,
    private readonly gateway: Gateway,
    private readonly clock: Clock,
  ) {}

  /** @param publicKeyPem the account service's Ed25519 key, SPKI. @throws when it is not such a key. */
  static async create(publicKeyPem: string, gateway: Gateway, clock: Clock): Promise<TokenVerifier> {
    return new TokenVerifier(await importSPKI(publicKeyPem, ALGORITHM), gateway, clock);
  }

  async application(token: string): Promise<Outcome<ApplicationIdentity, Code>> {
    const claims = await this.claims(token);
    if (claims === 'expired') return refused('TOKEN_EXPIRED');
    if (claims === 'invalid' || !isText(claims.sub) || 'patientNo' in claims) return refused('TOKEN_INVALID');
    const scopes = isText(claims.scope) ? claims.scope.split(' ') : [];
    return done({ applicationId: claims.sub, scopes });
  }

  /** @param applicationId the application of the access token: a session is of no use to another one. */
  async patient(token: string, applicationId: string): Promise<Outcome<PatientIdentity, Code>> {
    const claims = await this.claims(token);
    if (typeof claims === 'string' || !isText(claims.sub) || !isText(claims.patientNo)) return refused('SESSION_INVALID');
    if (claims.client_id !== applicationId) return refused('SESSION_INVALID');
    return done({ applicationId, patientId: claims.sub, patientNo: claims.patientNo });
  }

  private async claims(token: string): Promise<JWTPayload | 'expired' | 'invalid'> {
    const known = this.verified.get(token);
    if (known) return (known.exp ?? 0) * 1000 > this.clock.now() ? known : 'expired';
    const claims = await this.verify(token);
    if (typeof claims !== 'string') this.verified.set(token, claims);
    return claims;
  }

  private async verify(token: string): Promise<JWTPayload | 'expired' | 'invalid'> {
    try {
      const { payload } = await jwtVerify(token, this.key, {
        algorithms: [ALGORITHM],
        issuer: ISSUER,
        audience: this.gateway.name,
        currentDate: new Date(this.clock.now()),
        requiredClaims: ['exp'],
      });
      return payload;
    } catch (error) {
      return error instanceof errors.JWTExpired ? 'expired' : 'invalid';
    }
  }
}
