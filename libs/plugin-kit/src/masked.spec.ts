import { masked } from './masked';
import type { Exchange } from './wire';

const SENSITIVE = ['psn_name', 'openid', 'certno', 'biz'];
const CANARIES = ['张三丰', 'oUpF8uMuAJO', '44030019900101123X', '%E5%BC%A0%E4%B8%89%E4%B8%B0'];

const exchange = (body: string, headers: Record<string, string> = {}): Exchange => ({
  startedAt: 0,
  tookMs: 1,
  request: {
    method: 'POST',
    url: 'http://party/x?openid=oUpF8uMuAJO&a=1',
    headers: { Authorization: 'Bearer oUpF8uMuAJO', Accept: '*/*' },
    body,
  },
  answer: { status: 200, headers, body },
});

const view = (body: string) => masked(exchange(body), SENSITIVE);

describe('masked', () => {
  it('replaces sensitive values wherever they lie in JSON, JSON inside strings included', () => {
    const inner = JSON.stringify({ openid: 'oUpF8uMuAJO', list: [{ PSN_NAME: '张三丰', total: 12 }] });
    expect(view(JSON.stringify({ a: 1, psn_name: { first: '张三丰' }, inner, twice: JSON.stringify({ inner }) })).request.body).toEqual({
      a: 1,
      psn_name: '***',
      inner: { openid: '***', list: [{ PSN_NAME: '***', total: 12 }] },
      twice: { inner: { openid: '***', list: [{ PSN_NAME: '***', total: 12 }] } },
    });
  });

  it('hides authorization and signature headers and sensitive query values', () => {
    const { request, answer } = masked(exchange('', { 'wechatpay-signature': 'oUpF8uMuAJO', 'request-id': '1' }), SENSITIVE);
    expect(request.headers).toEqual({ Authorization: '***', Accept: '*/*' });
    expect(request.url).toBe('http://party/x?openid=***&a=1');
    expect(answer).toMatchObject({ headers: { 'wechatpay-signature': '***', 'request-id': '1' } });
  });

  it('reads forms', () => {
    const form = new URLSearchParams({
      openid: 'oUpF8uMuAJO',
      content: JSON.stringify({ psn_name: '张三丰' }),
      sign: 'abc',
      n: '1',
    }).toString();
    expect(view(form).request.body).toEqual({ openid: '***', content: { psn_name: '***' }, sign: '***', n: '1' });
  });

  it('reads XML: elements, CDATA, attributes, cut-off elements', () => {
    const xml = '<xml><openid><![CDATA[oUpF8uMuAJO]]></openid><row psn_name="张三丰" n="1"/><certno>44030019900101123X';
    expect(view(xml).request.body).toBe('<xml><openid>***</openid><row psn_name="***" n="1"/><certno>***');
  });

  it('hides an ID number in any text', () => {
    expect(view(JSON.stringify({ message: '人员44030019900101123X不存在', msgid: 'H45020000001202611220102030001' })).request.body).toEqual(
      {
        message: '人员***不存在',
        msgid: 'H45020000001202611220102030001',
      },
    );
  });

  it('withholds broken JSON and keeps harmless text', () => {
    expect(view('{"a":"张三丰').request.body).toBe('(unreadable, 9 characters withheld)');
    expect(view('bad gateway').request.body).toBe('bad gateway');
  });

  it('shows no answer as such', () => {
    expect(masked({ ...exchange(''), answer: { noAnswer: 'TIMEOUT' } }, []).answer).toEqual({ noAnswer: 'TIMEOUT' });
  });

  it('never throws and never leaks, whatever the bytes are', () => {
    const whole = JSON.stringify({ psn_name: '张三丰', openid: 'oUpF8uMuAJO', certno: '44030019900101123X', deep: { biz: ['张三丰'] } });
    const bodies = [...Array(whole.length).keys()].map((length) => whole.slice(0, length));
    bodies.push(
      `psn_name=${encodeURIComponent('张三丰')}&x=%zz`,
      '['.repeat(200_000),
      `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`,
      '"',
      '\u0000',
    );
    for (const body of bodies) {
      const text = JSON.stringify(view(body));
      for (const canary of CANARIES) expect(text).not.toContain(canary);
    }
  });
});
