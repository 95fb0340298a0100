import { fen } from '@meridian/kernel/fen';
import { OUT_TRADE_NO, Rig } from '../testing/rig';
import { NOW, WechatParty } from '../testing/wechat-party';

/** What the conformance suite cannot know: damage inside a genuinely signed envelope, and other shapes on the route. */
describe('readCallback', () => {
  const party = new WechatParty('public-key');
  let rig: Rig;

  beforeEach(async () => {
    rig = await Rig.start(party);
  });

  afterEach(() => rig.stop());

  const signed = (body: string) => ({ headers: party.signature(body, NOW), body });
  const malformed = { arm: 'rejected', code: 'CALLBACK_MALFORMED', reason: expect.any(String) };
  const envelope = () =>
    JSON.parse(party.callback({ event_type: 'TRANSACTION.SUCCESS', resource: party.paid(OUT_TRADE_NO, fen(1)).body }, NOW).body);

  it.each(['', 'null', '[]', '{}', '<xml><return_code>SUCCESS</return_code></xml>', '{"resource":{}}'])(
    'a signed body %j is malformed',
    async (body) => {
      await expect(rig.read(signed(body))).resolves.toEqual(malformed);
    },
  );

  it.each([
    ['algorithm', 'AEAD_SM4_GCM'],
    ['nonce', 'fdasflkja485'],
    ['associated_data', 'transactiom'],
    ['associated_data', 7],
    ['ciphertext', 'AAAA'],
  ])('a resource whose %s is %s does not open', async (name, value) => {
    const notice = envelope();
    notice.resource[name] = value;
    await expect(rig.read(signed(JSON.stringify(notice)))).resolves.toEqual(malformed);
  });

  it('every changed byte of the ciphertext is noticed, the tag included', async () => {
    const notice = envelope();
    const sealed = Buffer.from(notice.resource.ciphertext, 'base64');
    for (const at of [0, sealed.length >> 1, sealed.length - 17, sealed.length - 16, sealed.length - 1]) {
      const damaged = Buffer.from(sealed);
      damaged[at] = (damaged[at] ?? 0) ^ 1;
      const body = JSON.stringify({ ...notice, resource: { ...notice.resource, ciphertext: damaged.toString('base64') } });
      await expect(rig.read(signed(body))).resolves.toEqual(malformed);
    }
  });

  it('a v2 XML notice has no v3 signature', async () => {
    const xml = { headers: { 'content-type': 'text/xml' }, body: '<xml><return_code>SUCCESS</return_code></xml>' };
    await expect(rig.read(xml)).resolves.toMatchObject({ arm: 'rejected', code: 'CALLBACK_SIGNATURE_INVALID' });
  });

  it('gives the same notice for each repeat, whatever its fresh signature', async () => {
    const notice = { event_type: 'TRANSACTION.SUCCESS', resource: party.paid(OUT_TRADE_NO, fen(113_550)).body };
    const first = await rig.read(party.callback(notice, NOW));
    expect(first).toMatchObject({ arm: 'accepted', value: { kind: 'payment', payment: { outTradeNo: OUT_TRADE_NO, paidFen: 113_550 } } });
    await expect(rig.read(party.callback(notice, NOW + 15_000))).resolves.toEqual(first);
  });
});
