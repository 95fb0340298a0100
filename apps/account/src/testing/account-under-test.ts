import { createHash, createHmac, generateKeyPairSync, type KeyObject, scryptSync } from 'node:crypto';
import { bootService } from '@meridian/platform/boot';
import { NatsBus } from '@meridian/platform/bus/bus';
import { Vault } from '@meridian/platform/vault';
import { type ReceivedRequest, type ScriptedAnswer, ScriptedServer } from '@meridian/plugin-kit/conformance/scripted-server';
import { type TestNats, testNats } from '@meridian/testing/test-nats';
import { type TestSchema, testSchema } from '@meridian/testing/test-schema';
import { testServiceConfig } from '@meridian/testing/test-service-config';
import { type JWTPayload, jwtVerify } from 'jose';
import { accountService } from '../app';
import { appendOnly, migrations } from '../storage/migrations';

export const APPLICATION = { applicationId: 'meridian-app', gateway: 'gateway-app', secret: 'open sesame' } as const;

const HIS_SECRET = 'a secret of the hospital';
const SALT = Buffer.from('0123456789abcdef');
const secretHash = (secret: string): string => `${SALT.toString('hex')}:${scryptSync(secret, SALT, 32).toString('hex')}`;

interface Parts {
  readonly schema: TestSchema;
  readonly nats: TestNats;
  readonly his: ScriptedServer;
  readonly vault: Vault;
  readonly bus: NatsBus;
  readonly publicKey: KeyObject;
  readonly service: Awaited<ReturnType<typeof bootService>>;
}

/** The whole service over a fresh schema and an empty stream, with a hospital that does what a test tells it. */
export class AccountUnderTest {
  readonly schema: TestSchema;
  readonly nats: TestNats;
  readonly his: ScriptedServer;
  readonly vault: Vault;
  readonly bus: NatsBus;

  private constructor(private readonly parts: Parts) {
    ({ schema: this.schema, nats: this.nats, his: this.his, vault: this.vault, bus: this.bus } = parts);
  }

  static async start(): Promise<AccountUnderTest> {
    const [schema, nats, his] = await Promise.all([testSchema(migrations, appendOnly), testNats(), ScriptedServer.start()]);
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const { applicationId, gateway, secret } = APPLICATION;
    const config = {
      ...testServiceConfig(schema.url, nats.url),
      MERIDIAN_HIS_BASE_URL: his.origin,
      MERIDIAN_HIS_KEY_ID: 'meridian',
      MERIDIAN_HIS_SECRET: HIS_SECRET,
      MERIDIAN_TOKEN_PRIVATE_KEY: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
      MERIDIAN_APPLICATIONS: [{ applicationId, gateway, secretHash: secretHash(secret) }],
    };
    const service = await bootService(accountService(config));
    const vault = new Vault(config.MERIDIAN_VAULT_KEY);
    const bus = new NatsBus(nats.connection);
    return new AccountUnderTest({ schema, nats, his, vault, bus, publicKey, service });
  }

  /** The hospital answers with this, signed as the protocol his/rest wants it. */
  hisAnswers(status: number, content: (received: ReceivedRequest) => object): void {
    this.his.script = (received) => signed(received, status, JSON.stringify(content(received)));
  }

  /** Checks a token as a gateway does. @throws when it is not valid for that gateway at that time */
  async claimsOf(token: string, audience: string, at = new Date()): Promise<JWTPayload> {
    const { payload } = await jwtVerify(token, this.parts.publicKey, {
      algorithms: ['EdDSA'],
      issuer: 'meridian',
      audience,
      currentDate: at,
    });
    return payload;
  }

  async stop(): Promise<void> {
    await this.parts.service.stop();
    await Promise.all([this.his.close(), this.nats.close(), this.schema.drop()]);
  }
}

function signed({ headers }: ReceivedRequest, status: number, body: string): ScriptedAnswer {
  const bodyHash = createHash('sha256').update(body).digest('hex');
  const signature = createHmac('sha256', HIS_SECRET).update(`${status}\n${headers['x-meridian-nonce']}\n${bodyHash}\n`).digest('hex');
  return { status, headers: { 'x-meridian-signature': signature }, body };
}
