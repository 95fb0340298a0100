import { createPrivateKey, createPublicKey, scryptSync, sign, verify, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { generateSecrets, loadSecrets, type Secrets } from './secrets.mjs';

const pairs = (privatePem: string, publicPem: string, algorithm: string | null): boolean => {
  const text = Buffer.from('pay');
  return verify(algorithm, text, createPublicKey(publicPem), sign(algorithm, text, createPrivateKey(privatePem)));
};

describe('secrets', () => {
  let folder: string;
  let secrets: Secrets;
  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'meridian-secrets-'));
    secrets = await loadSecrets(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('holds matching key pairs', () => {
    expect(pairs(secrets.token.privateKeyPem, secrets.token.publicKeyPem, null)).toBe(true);
    expect(pairs(secrets.wechat.merchantPrivateKeyPem, secrets.wechat.merchantPublicKeyPem, 'sha256')).toBe(true);
    expect(pairs(secrets.wechat.publicKeyPrivatePem, secrets.wechat.publicKeyPem, 'sha256')).toBe(true);
  });

  it('holds a platform certificate of its platform key, signed by itself, under its serial number', () => {
    const certificate = new X509Certificate(secrets.wechat.platformCertificatePem);
    expect(certificate.serialNumber).toBe(secrets.wechat.platformSerial);
    expect(certificate.checkPrivateKey(createPrivateKey(secrets.wechat.platformPrivateKeyPem))).toBe(true);
    expect(certificate.verify(certificate.publicKey)).toBe(true);
  });

  it('has the lengths the outside parties ask for', () => {
    expect(secrets.wechat.apiV3Key).toHaveLength(32);
    expect(secrets.wechat.merchantSerial).toMatch(/^[0-9A-F]{40}$/);
    expect(Buffer.from(secrets.vaultKey, 'base64')).toHaveLength(32);
    expect(secrets.insurance.receiver.length).toBeLessThanOrEqual(10);
  });

  it('keeps what checks an application, not only what it holds', () => {
    const application = secrets.applications['gateway-app'];
    const [salt = '', hash = ''] = application?.secretHash.split(':') ?? [];
    expect(scryptSync(application?.secret ?? '', Buffer.from(salt, 'hex'), 32).toString('hex')).toBe(hash);
  });

  it('is made once, readable by its owner alone', async () => {
    expect(await loadSecrets(folder)).toEqual(secrets);
    expect(statSync(path.join(folder, 'secrets.json')).mode & 0o777).toBe(0o600);
  });

  it('completes a file of an older shape and keeps what it has', async () => {
    const file = path.join(folder, 'secrets.json');
    const { his: _removed, ...older } = JSON.parse(readFileSync(file, 'utf8'));
    delete older.nats.users.account;
    writeFileSync(file, JSON.stringify({ ...older, shape: 'older' }));
    const completed = await loadSecrets(folder);
    expect(completed.his.secret).not.toBe('');
    expect(completed.nats.users.account).toBeDefined();
    expect(completed.vaultKey).toBe(secrets.vaultKey);
    expect(completed.nats.users.order).toBe(secrets.nats.users.order);
  });

  it('never gives two stacks the same secrets', async () => {
    expect((await generateSecrets()).postgres).not.toEqual(secrets.postgres);
  });
});
