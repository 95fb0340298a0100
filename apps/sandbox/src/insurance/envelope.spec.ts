import { TestWorld } from '../testing';
import { CentreClient } from './testing';
import { tifSignature } from './tif';

let world: TestWorld;
let centre: CentreClient;

beforeAll(async () => {
  world = await TestWorld.start();
  centre = new CentreClient(world);
});
afterAll(() => world.close());

const nobody = { data: { mdtrt_cert_type: '02', mdtrt_cert_no: '000000000000000000' } };

describe('gateway', () => {
  it('knows the vector of the fact sheet', () => {
    expect(tifSignature('1704067200', 'TESTTOKEN', 'abcdef0123456789')).toBe(
      '7e9a73917067235d126f769e89ca1899a5b71d146a12fdcdefc6bb6a7acf888c',
    );
  });

  const stale = (offsetS: number) => {
    const timestamp = String(Math.floor(centre.now() / 1000) + offsetS);
    return { 'x-tif-timestamp': timestamp, 'x-tif-signature': tifSignature(timestamp, 'TESTTOKEN', 'abcdef0123456789') };
  };

  it.each([
    ['another paasid', () => ({ 'x-tif-paasid': 'other' })],
    ['a wrong signature', () => ({ 'x-tif-signature': '0'.repeat(64) })],
    ['a nonce of two characters', () => ({ 'x-tif-nonce': 'ab' })],
    ['a timestamp 182 s old', () => stale(-182)],
    ['a timestamp 182 s ahead', () => stale(182)],
    ['no timestamp', () => ({ 'x-tif-timestamp': '' })],
  ])('answers %s with HTTP 500 and code 400001', async (_title, headers) => {
    const answer = await centre.call('1101', nobody, { headers: headers() });
    expect([answer.status, answer.body.code]).toEqual([500, 400_001]);
  });

  it('takes a signature in upper case and a timestamp 170 s off', async () => {
    const headers = stale(-170);
    const upper = { ...headers, 'x-tif-signature': headers['x-tif-signature'].toUpperCase() };
    expect((await centre.call('1101', nobody, { headers: upper })).infcode).toBe(-1);
  });

  it('has its paths and POST only', async () => {
    expect((await centre.call('9999', {})).status).toBe(404);
    expect((await centre.call('1101', {}, { method: 'GET' })).status).toBe(405);
  });
});

describe('envelope', () => {
  it.each([
    ['infno of another path', { infno: '2207' }, '与服务地址不符'],
    ['no msgid', { msgid: '' }, 'msgid 不能为空'],
    ['a msgid of another institution', { msgid: `H45020000002${'1'.repeat(18)}` }, 'msgid 应为'],
    ['a short msgid', { msgid: 'H450200000011' }, 'msgid 应为'],
    ['an area that is none', { mdtrtarea_admvs: '4502' }, 'mdtrtarea_admvs'],
    ['another version', { infver: '1.0' }, 'infver'],
    ['an unknown kind of operator', { opter_type: '9' }, 'opter_type'],
    ['an operator too long', { opter: 'x'.repeat(31) }, 'opter 超过长度 30'],
    ['a number for a text', { opter: 1 }, 'opter 应为字符型'],
    ['a day that is none', { inf_time: '2026-02-30 00:00:00' }, 'inf_time'],
    ['another institution', { fixmedins_code: 'H45020000002' }, '定点医药机构不存在'],
    ['input as a text', { input: '{}' }, 'input 不能为空'],
    ['no receiver', { recer_sys_code: '' }, 'recer_sys_code 不能为空'],
  ])('refuses %s', async (_title, envelope, text) => {
    expect(await centre.refusal('1101', nobody, { envelope })).toContain(text);
  });

  it('answers in the centre’s form', async () => {
    const { status, body } = await centre.call('1101', nobody);
    expect(status).toBe(200);
    expect(body).toMatchObject({ infcode: -1, err_msg: '人员信息不存在', output: null });
    expect(body.inf_refmsgid).toMatch(/^450200\d{24}$/);
    expect(body.refmsg_time).toMatch(/^\d{17}$/);
    expect(body.respond_time).toMatch(/^\d{17}$/);
  });

  it('refuses what is no JSON object', async () => {
    const timestamp = String(Math.floor(centre.now() / 1000));
    const response = await fetch(world.url('insurance', '/fsi/api/fsiPsnInfoService/queryPsnInfo'), {
      method: 'POST',
      headers: {
        'x-tif-paasid': 'test_fsi',
        'x-tif-timestamp': timestamp,
        'x-tif-nonce': 'abcdef0123456789',
        'x-tif-signature': tifSignature(timestamp, 'TESTTOKEN', 'abcdef0123456789'),
      },
      body: '[1]',
    });
    expect(await response.json()).toMatchObject({ infcode: -1, err_msg: '报文格式错误' });
  });

  it('uses a msgid up at its first sight, unless the centre does not care', async () => {
    const msgid = centre.msgid();
    expect(await centre.refusal('1101', nobody, { msgid })).toBe('人员信息不存在');
    expect(await centre.refusal('1101', nobody, { msgid })).toBe('报文ID重复');
    await world.admin('POST', '/insurance/switches', { repeatedMessage: 'execute' });
    expect(await centre.refusal('1101', nobody, { msgid })).toBe('人员信息不存在');
    await world.admin('POST', '/insurance/switches', { repeatedMessage: 'refuse' });
  });

  it('demands the area of insurance where the input names a person', async () => {
    const { psnNo } = await centre.person('P0000001');
    const input = { data: { psn_no: psnNo } };
    for (const insuplc_admdvs of ['', '450300']) {
      expect(await centre.refusal('5206', input, { envelope: { insuplc_admdvs } })).toContain('insuplc_admdvs');
    }
    expect((await centre.call('5206', input)).infcode).toBe(0);
  });
});

describe('sign-in', () => {
  afterEach(() => world.admin('POST', '/insurance/switches', { signInRequired: false }));

  it('is demanded by the switch, of the same operator, for five days', async () => {
    await world.admin('POST', '/insurance/switches', { signInRequired: true });
    expect(await centre.refusal('1101', nobody)).toBe('未签到');
    const { signinoutb } = (await centre.ok('9001', { signIn: { opter_no: 'MERIDIAN', mac: '', ip: '127.0.0.1' } })) as {
      signinoutb: { sign_no: string };
    };
    const { sign_no } = signinoutb;
    expect(await centre.refusal('1101', nobody, { envelope: { sign_no } })).toBe('人员信息不存在');
    expect(await centre.refusal('1101', nobody, { envelope: { sign_no, opter: 'WINDOW' } })).toBe('未签到');
    world.sandbox.clock.advance(5 * 24 * 3_600_000 + 60_000);
    expect(await centre.refusal('1101', nobody, { envelope: { sign_no } })).toBe('未签到');
  });

  it('ends with 9002', async () => {
    const { signinoutb } = (await centre.ok('9001', { signIn: { opter_no: 'MERIDIAN', ip: '127.0.0.1' } })) as {
      signinoutb: { sign_no: string };
    };
    const out = { signOut: { sign_no: signinoutb.sign_no, opter_no: 'MERIDIAN' } };
    expect(await centre.ok('9002', out)).toMatchObject({
      signoutoutb: { sign_time: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/) },
    });
    expect(await centre.refusal('9002', out)).toBe('未签到');
  });
});
