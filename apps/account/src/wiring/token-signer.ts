import { createPrivateKey, type KeyObject } from 'node:crypto';
import type { Clock } from '@meridian/kernel/clock';
import { SignJWT } from 'jose';
import { type TokenClaims, TokenSigner } from '../usecases/ports';

export const ISSUER = 'meridian';

/** JWTs under one Ed25519 key (RFC 8037); gateways hold its public half. */
export class EdDsaSigner extends TokenSigner {
  private readonly key: KeyObject;

  /** @param privateKeyPem PKCS8. @throws when it is no Ed25519 key */
  constructor(
    privateKeyPem: string,
    private readonly clock: Clock,
  ) {
    super();
    this.key = createPrivateKey(privateKeyPem);
    if (this.key.asymmetricKeyType !== 'ed25519') throw new RangeError('MERIDIAN_TOKEN_PRIVATE_KEY is no Ed25519 key');
  }

  sign({ audience, subject, lifetimeSeconds, claims }: TokenClaims): Promise<string> {
    const issuedAt = Math.floor(this.clock.now() / 1000);
    return new SignJWT({ ...claims })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'JWT' })
      .setIssuer(ISSUER)
      .setAudience(audience)
      .setSubject(subject)
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + lifetimeSeconds)
      .sign(this.key);
  }
}
