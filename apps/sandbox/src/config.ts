import { readFileSync } from 'node:fs';

export interface WechatSecrets {
  readonly mchid: string;
  readonly appid: string;
  /** Serial of the merchant's API certificate, as its Authorization header names it. */
  readonly merchantSerial: string;
  readonly merchantPublicKeyPem: string;
  /** 32 characters. */
  readonly apiV3Key: string;
  readonly platformSerial: string;
  readonly platformPrivateKeyPem: string;
  readonly platformCertificatePem: string;
  /** Begins with PUB_KEY_ID_. */
  readonly publicKeyId: string;
  readonly publicKeyPrivatePem: string;
}

export interface InsuranceSecrets {
  readonly paasId: string;
  readonly secretToken: string;
  readonly institutionCode: string;
  readonly institutionName: string;
}

export interface HisSecrets {
  readonly keyId: string;
  readonly secret: string;
}

/** What the outside world and Meridian agreed on beforehand. */
export interface SandboxSecrets {
  readonly wechat: WechatSecrets;
  readonly insurance: InsuranceSecrets;
  readonly his: HisSecrets;
}

export interface SandboxPorts {
  readonly admin: number;
  readonly wechat: number;
  readonly insurance: number;
  readonly his: number;
}

export interface SandboxConfig {
  readonly host: string;
  /** 0 takes any free port. */
  readonly ports: SandboxPorts;
  readonly seed: string;
  readonly secrets: SandboxSecrets;
}

const SECRET_NAMES = {
  wechat: [
    'mchid',
    'appid',
    'merchantSerial',
    'merchantPublicKeyPem',
    'apiV3Key',
    'platformSerial',
    'platformPrivateKeyPem',
    'platformCertificatePem',
    'publicKeyId',
    'publicKeyPrivatePem',
  ],
  insurance: ['paasId', 'secretToken', 'institutionCode', 'institutionName'],
  his: ['keyId', 'secret'],
} as const satisfies { [Section in keyof SandboxSecrets]: readonly (keyof SandboxSecrets[Section])[] };

/** Reads MERIDIAN_SANDBOX_*; throws an Error that names what is missing or wrong. */
export function readConfig(env: NodeJS.ProcessEnv = process.env): SandboxConfig {
  const secretsPath = env.MERIDIAN_SANDBOX_SECRETS;
  if (!secretsPath) throw new Error('MERIDIAN_SANDBOX_SECRETS must name the JSON file with the agreed secrets');
  return {
    host: env.MERIDIAN_SANDBOX_HOST || '127.0.0.1',
    ports: {
      admin: port(env, 'MERIDIAN_SANDBOX_ADMIN_PORT'),
      wechat: port(env, 'MERIDIAN_SANDBOX_WECHAT_PORT'),
      insurance: port(env, 'MERIDIAN_SANDBOX_INSURANCE_PORT'),
      his: port(env, 'MERIDIAN_SANDBOX_HIS_PORT'),
    },
    seed: env.MERIDIAN_SANDBOX_SEED || 'meridian',
    secrets: parseSecrets(readFileSync(secretsPath, 'utf8')),
  };
}

function port(env: NodeJS.ProcessEnv, name: string): number {
  const value = Number(env[name] || '0');
  if (!Number.isInteger(value) || value < 0 || value > 65_535) throw new Error(`${name} is not a port number`);
  return value;
}

/** Checks that every agreed secret is there; the values themselves are the parties' business. */
export function parseSecrets(text: string): SandboxSecrets {
  const given = JSON.parse(text) as Record<string, Record<string, unknown> | undefined>;
  for (const [section, names] of Object.entries(SECRET_NAMES)) {
    for (const name of names) {
      const value = given[section]?.[name];
      if (typeof value !== 'string' || value === '') throw new Error(`the sandbox secrets lack ${section}.${name}`);
    }
  }
  return given as unknown as SandboxSecrets;
}
