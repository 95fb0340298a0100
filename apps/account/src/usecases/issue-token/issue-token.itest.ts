import { issueToken } from '@meridian/contracts/account/issue-token.contract';
import { AccountUnderTest, APPLICATION } from '../../testing/account-under-test';

const MINUTE_MS = 60_000;

describe('tokens of applications', () => {
  let account: AccountUnderTest;
  beforeAll(async () => {
    account = await AccountUnderTest.start();
  });
  afterAll(() => account.stop());

  const ask = (change: Partial<typeof APPLICATION | Record<string, string>> = {}) =>
    account.bus.ask(issueToken, { grantType: 'client_credentials', ...APPLICATION, ...change });
  const token = async (): Promise<string> => {
    const reply = await ask();
    if (!reply.ok) throw new Error(reply.code);
    return reply.value.accessToken;
  };

  it('carry the application, its gateway and its scope for ten minutes', async () => {
    const claims = await account.claimsOf(await token(), 'gateway-app');
    expect(claims).toMatchObject({ iss: 'meridian', aud: 'gateway-app', sub: 'meridian-app', scope: 'pay refund' });
    expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(600);
    expect(claims).not.toHaveProperty('patientNo');
  });

  it('are of no use at another gateway, after their time, or changed', async () => {
    const good = await token();
    await expect(account.claimsOf(good, 'gateway-kiosk')).rejects.toThrow('aud');
    await expect(account.claimsOf(good, 'gateway-app', new Date(Date.now() + 10 * MINUTE_MS + 1000))).rejects.toThrow('exp');
    const [head, body = '', signature] = good.split('.');
    const other = Buffer.from(Buffer.from(body, 'base64url').toString().replace('meridian-app', 'meridian-kio')).toString('base64url');
    await expect(account.claimsOf(`${head}.${other}.${signature}`, 'gateway-app')).rejects.toThrow('signature');
  });

  it.each([
    ['a wrong secret', { secret: 'open barley' }],
    ['an unknown application', { applicationId: 'nobody' }],
    ['another gateway', { gateway: 'gateway-kiosk' }],
    ['a name of every object', { applicationId: 'constructor' }],
  ])('are refused in the same words for %s', async (_, change) => {
    expect(await ask(change)).toEqual({ ok: false, code: 'CLIENT_INVALID' });
  });

  it('are refused for another grant', async () => {
    expect(await ask({ grantType: 'password' })).toMatchObject({ ok: false, code: 'REQUEST_INVALID' });
  });
});
