import { verify } from 'node:crypto';
import type { OpenRequest } from '@meridian/channel-kit/port';
import { fen } from '@meridian/kernel/fen';
import { CALL, OUT_TRADE_NO, Rig } from '../testing/rig';
import { APPID, merchantPublicKey, NOW, WechatParty } from '../testing/wechat-party';

const MINI_APPID = 'wx8888888888888888';
const request: OpenRequest = {
  product: 'JSAPI',
  outTradeNo: OUT_TRADE_NO,
  amountFen: fen(1),
  description: '门诊缴费',
  expiresAt: NOW + 900_000,
  payerId: 'openid-1',
};

describe('open', () => {
  const party = new WechatParty('public-key');
  let rig: Rig;

  beforeEach(async () => {
    rig = await Rig.start(party, { miniProgramAppid: MINI_APPID });
    rig.plays(party, () => party.seal({ status: 200, body: { prepay_id: 'wx26' } }));
  });

  afterEach(() => rig.stop());

  it.each([
    ['JSAPI', APPID],
    ['MINI_PROGRAM', MINI_APPID],
  ] as const)('%s: the four signed lines are those the payer’s client sends', async (product, appid) => {
    const { answer } = await rig.operations.open({ ...request, product }, CALL);
    if (answer.arm !== 'accepted') throw new Error(answer.reason);
    const { timeStamp, nonceStr, package: prepay, signType, paySign = '', appId } = answer.value.clientParameters;
    expect({ prepay, signType, timeStamp }).toEqual({ prepay: 'prepay_id=wx26', signType: 'RSA', timeStamp: String(NOW / 1_000) });
    expect(appId).toBe(product === 'JSAPI' ? appid : undefined);
    const lines = Buffer.from(`${appid}\n${timeStamp}\n${nonceStr}\n${prepay}\n`);
    expect(verify('sha256', lines, merchantPublicKey, Buffer.from(paySign, 'base64'))).toBe(true);
    expect(JSON.parse(rig.server.received[0]?.body ?? '')).toMatchObject({ appid });
  });

  it('is valid for two hours at most, even when the order may be paid for a week', async () => {
    const { answer } = await rig.operations.open({ ...request, expiresAt: NOW + 7 * 86_400_000 }, CALL);
    expect(answer).toMatchObject({ value: { validUntil: NOW + 7_200_000 } });
  });

  it.each([
    ['without a payer', { ...request, payerId: '' }],
    ['of a product that is not sold', { ...request, product: 'NATIVE' }],
  ] as const)('an order %s is refused here and sends nothing', async (_name, wrong) => {
    const { answer, sent } = await rig.operations.open(wrong, CALL);
    expect(answer).toMatchObject({ arm: 'rejected', code: 'REQUEST_INVALID' });
    expect(sent).toBe(false);
    expect(rig.server.received).toHaveLength(0);
  });
});
