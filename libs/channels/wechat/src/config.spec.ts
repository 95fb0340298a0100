import { generateKeyPairSync } from 'node:crypto';
import { merchantOf, type WechatConfig } from './config';
import { WechatParty } from './testing/wechat-party';

const sound = new WechatParty('public-key').config('https://api.mch.weixin.qq.com');

describe('the configuration', () => {
  it('is parsed once', () => {
    expect(merchantOf({ ...sound, miniProgramAppid: 'wx1' })).toMatchObject({
      appids: [sound.appid, 'wx1'],
      publicKey: { id: sound.publicKey?.id },
    });
  });

  const { publicKey: _publicKey, ...withoutPublicKey } = sound;
  const elliptic = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

  it.each<[string, WechatConfig]>([
    ['baseUrl', { ...sound, baseUrl: 'https://api.mch.weixin.qq.com/v3' }],
    ['baseUrl', { ...sound, baseUrl: 'api.mch.weixin.qq.com' }],
    ['mchid', { ...sound, mchid: '' }],
    ['appid', { ...sound, appid: '' }],
    ['merchantSerial', { ...sound, merchantSerial: 'a"b' }],
    ['apiV3Key', { ...sound, apiV3Key: 'short' }],
    ['notifyUrl', { ...sound, notifyUrl: 'https://pay.hospital.example/callbacks/wechat?a=1' }],
    ['merchantKeyPem', { ...sound, merchantKeyPem: 'no pem' }],
    ['merchantKeyPem', { ...sound, merchantKeyPem: elliptic }],
    ['publicKey', withoutPublicKey],
    ['publicKey.id', { ...sound, publicKey: { id: '7132', pem: sound.publicKey?.pem ?? '' } }],
    ['publicKey.pem', { ...sound, publicKey: { id: 'PUB_KEY_ID_1', pem: 'no pem' } }],
  ])('a wrong %s is named', (fault, config) => {
    expect(() => merchantOf(config)).toThrow(new RegExp(`^WeChat Pay configuration: .*${fault.replace('.', '\\.')}`));
  });

  it('names all faults at once and no secret', () => {
    expect(() => merchantOf({ ...sound, mchid: 'x', apiV3Key: 'a-secret' })).toThrow(
      'WeChat Pay configuration: mchid is not 8 to 10 digits; apiV3Key is not 32 bytes',
    );
  });
});
