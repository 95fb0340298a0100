import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import type { IssueTokenReply, IssueTokenRequest } from '@meridian/contracts/account/issue-token.contract';
import { done, type Outcome, refused } from '@meridian/kernel/outcome';
import { Injectable } from '@nestjs/common';
import { Applications, TokenSigner } from '../ports';

const LIFETIME_SECONDS = 600;
const HASH_BYTES = 32;
/** What a gateway's routes ask for (RFC 6749 3.3); every application may do all of it at present. */
const SCOPE = 'pay refund';

const derive = promisify<string, Buffer, number, Buffer>(scrypt);

/** No secret matches it. An unknown application costs what a wrong secret costs, so nobody learns which ids exist. */
const UNMATCHABLE = `${randomBytes(16).toString('hex')}:${randomBytes(HASH_BYTES).toString('hex')}`;

@Injectable()
export class IssueToken {
  constructor(
    private readonly applications: Applications,
    private readonly tokens: TokenSigner,
  ) {}

  async run({ applicationId, secret, gateway }: IssueTokenRequest): Promise<Outcome<IssueTokenReply, 'CLIENT_INVALID'>> {
    const application = this.applications.find(applicationId, gateway);
    const matches = await isSecret(secret, application?.secretHash ?? UNMATCHABLE);
    if (!application || !matches) return refused('CLIENT_INVALID');
    const accessToken = await this.tokens.sign({
      audience: gateway,
      subject: applicationId,
      lifetimeSeconds: LIFETIME_SECONDS,
      claims: { scope: SCOPE },
    });
    return done({ accessToken, expiresInSeconds: LIFETIME_SECONDS });
  }
}

async function isSecret(secret: string, secretHash: string): Promise<boolean> {
  const [salt = '', hash = ''] = secretHash.split(':');
  return timingSafeEqual(await derive(secret, Buffer.from(salt, 'hex'), HASH_BYTES), Buffer.from(hash, 'hex'));
}
