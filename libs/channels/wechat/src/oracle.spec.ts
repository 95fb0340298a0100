import { fen } from '@meridian/kernel/fen';
import { Aes, Formatter, Rsa, Wechatpay } from 'wechatpay-axios-plugin';
import { OUT_TRADE_NO, Rig } from './testing/rig';
import { API_V3_KEY, MCHID, merchantPublicKey, WechatParty } from './testing/wechat-party';

/** An independent SDK judges both sides, or our party and our plug-in could be wrong together. */
describe('a foreign SDK as judge', () => {
  const party = new WechatParty('public-key');
  let rig: Rig;

  beforeEach(async () => {
    rig = await Rig.start(party);
    rig.plays(party, () => party.seal(party.paid(OUT_TRADE_NO, fen(100))));
  });

  afterEach(() => rig.stop());

  it('finds the request of the plug-in well signed', async () => {
    await rig.query();
    const [received] = rig.server.received;
    if (!received) throw new Error('nothing was sent');
    const {
      timestamp = '',
      nonce_str: nonce = '',
      signature = '',
    } = Object.fromEntries(
      [...(received.headers.authorization ?? '').matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]),
    ) as Record<string, string>;
    expect(Rsa.verify(Formatter.request('GET', received.path, timestamp, nonce, received.body), signature, merchantPublicKey)).toBe(true);
  });

  it('accepts the answers of the party, and notices when they were changed', async () => {
    const config = party.config(rig.server.origin);
    const { id = '', pem = '' } = config.publicKey ?? {};
    const ask = () => {
      const sdk = new Wechatpay({
        mchid: MCHID,
        serial: config.merchantSerial,
        privateKey: config.merchantKeyPem,
        certs: { [id]: pem },
        baseURL: `${rig.server.origin}/`,
        proxy: false,
        timeout: 2_000,
      });
      return sdk.chain(`v3/pay/transactions/out-trade-no/${OUT_TRADE_NO}`).get({ params: { mchid: MCHID } });
    };
    // The SDK judges by the real clock.
    party.now = Date.now();
    await expect(ask()).resolves.toMatchObject({ status: 200, data: { out_trade_no: OUT_TRADE_NO, trade_state: 'SUCCESS' } });
    rig.plays(party, () => party.tamper(party.seal(party.paid(OUT_TRADE_NO, fen(100)))));
    await expect(ask()).rejects.toThrow();
  });

  it('opens the resource of the party', () => {
    const { resource } = JSON.parse(party.callback({ event_type: 'TRANSACTION.SUCCESS', resource: { a: 1 } }, party.now).body);
    expect(Aes.AesGcm.decrypt(resource.ciphertext, API_V3_KEY, resource.nonce, resource.associated_data)).toBe('{"a":1}');
  });
});
