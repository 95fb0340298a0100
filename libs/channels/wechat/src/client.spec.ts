import { fen } from '@meridian/kernel/fen';
import type { ScriptedAnswer } from '@meridian/plugin-kit/conformance/scripted-server';
import { OUT_TRADE_NO, Rig } from './testing/rig';
import { NOW, WechatParty } from './testing/wechat-party';

describe('what the client believes of a good answer', () => {
  const party = new WechatParty('public-key');
  let rig: Rig;

  beforeEach(async () => {
    rig = await Rig.start(party);
  });

  afterEach(() => rig.stop());

  const paid = () => party.seal(party.paid(OUT_TRADE_NO, fen(100)));
  const ask = (change: (answer: ScriptedAnswer) => ScriptedAnswer) => rig.plays(party, () => change(paid())).query();
  const without = (name: string) => (answer: ScriptedAnswer) => {
    const { [name]: _removed, ...headers } = answer.headers ?? {};
    return { ...answer, headers };
  };
  const signedAt = (at: number) => (answer: ScriptedAnswer) => ({ ...answer, headers: party.signature(answer.body, at) });

  it('a genuine one', async () => {
    await expect(ask((answer) => answer)).resolves.toMatchObject({ arm: 'accepted' });
  });

  it.each(['wechatpay-signature', 'wechatpay-serial', 'wechatpay-nonce', 'wechatpay-timestamp'])('nothing without %s', async (name) => {
    await expect(ask(without(name))).resolves.toEqual({ arm: 'silent', reason: 'the answer is not signed' });
  });

  it.each([-300_000, 300_000])('one signed %d ms from now', async (offset) => {
    await expect(ask(signedAt(NOW + offset))).resolves.toMatchObject({ arm: 'accepted' });
  });

  it.each([-301_000, 301_000, -86_400_000])('nothing signed %d ms from now, however genuine', async (offset) => {
    await expect(ask(signedAt(NOW + offset))).resolves.toEqual({ arm: 'silent', reason: 'the answer was signed at another time' });
  });

  it('nothing that carries a probe signature', async () => {
    const probe = ({ headers, ...answer }: ScriptedAnswer) => ({
      ...answer,
      headers: { ...headers, 'wechatpay-signature': `WECHATPAY/SIGNTEST/${headers?.['wechatpay-signature']}` },
    });
    await expect(ask(probe)).resolves.toEqual({ arm: 'silent', reason: 'the signature of the answer is wrong' });
  });

  it('nothing whose JSON was only re-formatted', async () => {
    const reformatted = (answer: ScriptedAnswer) => ({ ...answer, body: JSON.stringify(JSON.parse(answer.body), null, 1) });
    await expect(ask(reformatted)).resolves.toEqual({ arm: 'silent', reason: 'the signature of the answer is wrong' });
  });

  it('nothing that is genuine but no object', async () => {
    const list = () => party.seal({ status: 200, body: [] });
    await expect(rig.plays(party, list).query()).resolves.toEqual({ arm: 'silent', reason: 'the body is not an object' });
  });
});
