import { fen } from '@meridian/kernel/fen';
import { CALL, OUT_TRADE_NO, Rig } from './testing/rig';
import { MCHID, NOW, WechatParty } from './testing/wechat-party';

const HOUR_MS = 3_600_000;
const paid = { arm: 'accepted', value: expect.objectContaining({ state: 'paid' }) };
const silentBecause = (reason: string) => ({ arm: 'silent', reason });

describe('platform keys', () => {
  let party: WechatParty;
  let rig: Rig;

  const start = async (mode: WechatParty['mode'], change = {}) => {
    party = new WechatParty(mode);
    rig = await Rig.start(party, change);
    rig.plays(party, () => party.seal(party.paid(OUT_TRADE_NO, fen(100))));
  };

  afterEach(() => rig.stop());

  describe('mode platform-certificate', () => {
    beforeEach(() => start('platform-certificate'));

    it('downloads once for all calls of a cold start, and verifies every later answer from memory', async () => {
      await expect(Promise.all([rig.query(), rig.query(), rig.query()])).resolves.toEqual([paid, paid, paid]);
      await expect(rig.query()).resolves.toEqual(paid);
      expect(rig.downloads()).toBe(1);
    });

    it('asks for the list again before twelve hours are over', async () => {
      await rig.query();
      party.now = NOW + 10 * HOUR_MS;
      await rig.query();
      expect(rig.downloads()).toBe(1);
      party.now = NOW + 11 * HOUR_MS + 1;
      await rig.query();
      expect(rig.downloads()).toBe(2);
    });

    it('keeps what it has when the poll fails', async () => {
      await rig.query();
      party.now = NOW + 12 * HOUR_MS;
      rig.server.script = ({ path }) =>
        path === '/v3/certificates' ? { status: 503, body: '' } : party.seal(party.paid(OUT_TRADE_NO, fen(100)));
      await expect(rig.query()).resolves.toEqual(paid);
      await expect(rig.query()).resolves.toEqual(paid);
      expect(rig.downloads()).toBe(2);
    });

    it('takes a new certificate when an answer comes under an unknown serial', async () => {
      await rig.query();
      party.now = NOW + 2 * 60_000;
      party.rotate('7777777777777777777777777777777777777777');
      await expect(rig.query()).resolves.toEqual(paid);
      expect(rig.downloads()).toBe(2);
    });

    it('does not download for every unknown serial that strangers send', async () => {
      await rig.query();
      party.now = NOW + 2 * 60_000;
      const callback = party.callback({ event_type: 'TRANSACTION.SUCCESS', resource: {} }, party.now);
      for (const serial of ['A1', 'A2', 'A3']) {
        const forged = { ...callback, headers: { ...callback.headers, 'wechatpay-serial': serial } };
        await expect(rig.read(forged)).resolves.toMatchObject({ arm: 'rejected', code: 'CALLBACK_SIGNATURE_INVALID' });
      }
      expect(rig.downloads()).toBe(2);
    });

    it('sends no money call while it could not read the answer', async () => {
      rig.server.script = () => 'drop';
      const refund = { outTradeNo: OUT_TRADE_NO, outRefundNo: 'R1', refundFen: fen(1), totalFen: fen(1), reason: '退号' };
      await expect(rig.operations.refund(refund, CALL)).resolves.toMatchObject({ answer: silentBecause('CONNECTION') });
      expect(rig.server.received.map(({ path }) => path)).toEqual(['/v3/certificates']);
    });

    it('does not believe a list that is not sealed under our APIv3 key', async () => {
      const stranger = await Rig.start(party, { apiV3Key: 'another-key-of-exactly-32-bytes!' });
      stranger.plays(party, () => party.seal(party.paid(OUT_TRADE_NO, fen(100))));
      await expect(stranger.query()).resolves.toEqual(silentBecause('the resource does not open under our APIv3 key'));
      await stranger.stop();
    });

    it('does not believe a list whose signature is not from the list', async () => {
      rig.server.script = (received) => {
        const list = party.aside(received);
        return list ? party.tamper(list) : 'drop';
      };
      await expect(rig.query()).resolves.toEqual(silentBecause('the platform certificates are not signed by WeChat'));
    });

    it('knows no certificate after its last day', async () => {
      await rig.query();
      party.now = Date.parse('2030-01-01T08:00:00+08:00');
      await expect(rig.query()).resolves.toEqual(silentBecause('the answer is signed under an unknown serial'));
    });
  });

  describe('mode public-key', () => {
    beforeEach(() => start('public-key'));

    it('needs no list', async () => {
      await expect(rig.query()).resolves.toEqual(paid);
      expect(rig.downloads()).toBe(0);
    });

    it('still reads callbacks under a platform certificate while the merchant migrates', async () => {
      const { body } = party.paid(OUT_TRADE_NO, fen(100));
      party.signsUnder = party.certificates[0]?.serial ?? '';
      const callback = party.callback({ event_type: 'TRANSACTION.SUCCESS', resource: body }, NOW);
      await expect(rig.read(callback)).resolves.toMatchObject({ arm: 'accepted', value: { payment: { state: 'paid', paidFen: 100 } } });
      expect(rig.downloads()).toBe(1);
    });

    it('refuses an unknown serial when the merchant has no list at all', async () => {
      rig.server.script = () => ({ status: 404, body: '{"code":"RESOURCE_NOT_EXISTS","message":"无可用的平台证书"}' });
      const callback = party.callback({ event_type: 'TRANSACTION.SUCCESS', resource: { mchid: MCHID } }, NOW);
      const forged = { ...callback, headers: { ...callback.headers, 'wechatpay-serial': 'ABCDEF' } };
      await expect(rig.read(forged)).resolves.toMatchObject({ arm: 'rejected', code: 'CALLBACK_SIGNATURE_INVALID' });
    });

    it('never downloads for another public key', async () => {
      const callback = party.callback({ event_type: 'TRANSACTION.SUCCESS', resource: {} }, NOW);
      const forged = { ...callback, headers: { ...callback.headers, 'wechatpay-serial': 'PUB_KEY_ID_0' } };
      await expect(rig.read(forged)).resolves.toMatchObject({ arm: 'rejected', code: 'CALLBACK_SIGNATURE_INVALID' });
      expect(rig.downloads()).toBe(0);
    });
  });
});
