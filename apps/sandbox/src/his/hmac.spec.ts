import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SECRETS, TestWorld } from '../testing';
import { answerSignature, requestSignature } from './hmac';
import { HisClient, type Sent } from './testing';

const DOCS = join(__dirname, '../../../../docs/his-rest');

describe('the published vector', () => {
  const vector = JSON.parse(readFileSync(join(DOCS, 'signature-vector.json'), 'utf8'));
  const { request, answer, secret } = vector;

  it('is what this HIS computes', () => {
    expect(requestSignature(secret, request)).toBe(request.signature);
    expect(answerSignature(secret, answer.status, request.nonce, answer.body)).toBe(answer.signature);
    expect(createHash('sha256').update(request.body).digest('hex')).toBe(request.bodySha256);
  });

  it('is the one that the page shows', () => {
    const page = readFileSync(join(DOCS, 'README.md'), 'utf8');
    for (const text of [
      secret,
      vector.keyId,
      request.timestamp,
      request.nonce,
      request.body,
      request.bodySha256,
      request.signature,
      answer.body,
      answer.signature,
    ]) {
      expect(page).toContain(text);
    }
  });
});

describe('the door', () => {
  let world: TestWorld;
  let his: HisClient;

  beforeAll(async () => {
    world = await TestWorld.start();
    his = new HisClient(world);
  });
  afterAll(() => world.close());

  const find = (sent: Sent) => his.call('POST', '/v1/patients/find', { name: '韦小舟', idNo: '450202199003072316' }, sent);
  const seconds = (offset: number) => String(Math.floor(his.now() / 1000) + offset);

  it('admits, and signs the answer for this request alone', async () => {
    const { status, body, signed } = await find({});
    expect([status, body.patientNo, signed]).toEqual([200, 'P0000001', true]);
  });

  it.each<[string, () => Sent, boolean]>([
    ['an unknown key', () => ({ secrets: { keyId: 'other', secret: SECRETS.his.secret } }), false],
    ['another secret', () => ({ secrets: { ...SECRETS.his, secret: 'other' } }), false],
    ['a body that was not signed', () => ({ forged: '{"name":"莫大勇"}' }), false],
    ['a signature that is none', () => ({ headers: { 'x-meridian-signature': 'é'.repeat(64) } }), false],
    ['a short nonce', () => ({ nonce: 'short' }), false],
    ['a timestamp ahead', () => ({ timestamp: seconds(302) }), false],
    ['a timestamp that is none', () => ({ timestamp: 'now' }), false],
    ['a timestamp too old', () => ({ timestamp: seconds(-302) }), true],
  ])('refuses %s', async (_title, sent, expectSigned) => {
    const { status, body, signed } = await find(sent());
    expect([status, body.code, signed]).toEqual([401, 'HIS_NOT_AUTHORISED', expectSigned]);
  });

  it('admits a timestamp within the window', async () => {
    expect((await find({ timestamp: seconds(-290) })).status).toBe(200);
    expect((await find({ timestamp: seconds(290) })).status).toBe(200);
  });

  it('refuses a nonce for ten minutes, unsigned, and forgets it then', async () => {
    const nonce = 'nonce-used-twice-1';
    expect((await find({ nonce })).status).toBe(200);
    const again = await find({ nonce });
    expect([again.status, again.signed]).toEqual([401, false]);
    world.sandbox.clock.advance(601_000);
    expect((await find({ nonce })).status).toBe(200);
  });

  it('keeps a nonce usable that somebody without the secret tried', async () => {
    const nonce = 'nonce-tried-by-other';
    expect((await find({ nonce, secrets: { ...SECRETS.his, secret: 'other' } })).status).toBe(401);
    expect((await find({ nonce })).status).toBe(200);
  });
});
