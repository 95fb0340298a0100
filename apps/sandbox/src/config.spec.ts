import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from './config';

const wechat = {
  mchid: 'm',
  appid: 'a',
  merchantSerial: 's',
  merchantPublicKeyPem: 'pem',
  apiV3Key: 'k',
  platformSerial: 's2',
  platformPrivateKeyPem: 'pem',
  platformCertificatePem: 'pem',
  publicKeyId: 'PUB_KEY_ID_1',
  publicKeyPrivatePem: 'pem',
};
const insurance = { paasId: 'p', secretToken: 't', institutionCode: 'c', institutionName: 'n' };
const his = { keyId: 'k', secret: 's' };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sandbox-config-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function withSecrets(secrets: unknown, env: Record<string, string> = {}) {
  const path = join(folder, 'secrets.json');
  writeFileSync(path, JSON.stringify(secrets));
  return readConfig({ MERIDIAN_SANDBOX_SECRETS: path, ...env });
}

it('takes any free port on loopback when nothing is said', () => {
  expect(withSecrets({ wechat, insurance, his })).toEqual({
    host: '127.0.0.1',
    ports: { admin: 0, wechat: 0, insurance: 0, his: 0 },
    seed: 'meridian',
    secrets: { wechat, insurance, his },
  });
});

it('reads what is said', () => {
  const env = { MERIDIAN_SANDBOX_HOST: '0.0.0.0', MERIDIAN_SANDBOX_WECHAT_PORT: '4011', MERIDIAN_SANDBOX_SEED: '7' };
  expect(withSecrets({ wechat, insurance, his }, env)).toMatchObject({ host: '0.0.0.0', ports: { wechat: 4011 }, seed: '7' });
});

it('names what is missing or wrong', () => {
  expect(() => readConfig({})).toThrow('MERIDIAN_SANDBOX_SECRETS');
  expect(() => withSecrets({ wechat: { ...wechat, apiV3Key: '' }, insurance, his })).toThrow('wechat.apiV3Key');
  expect(() => withSecrets({ wechat, insurance })).toThrow('his.keyId');
  expect(() => withSecrets({ wechat, insurance, his }, { MERIDIAN_SANDBOX_HIS_PORT: '70000' })).toThrow('MERIDIAN_SANDBOX_HIS_PORT');
});
