import { Gateway } from '@meridian/gateway-kit/gateway';

/** The hospital's WeChat official account and mini programme (微信公众号、小程序). */
export class WechatGateway extends Gateway {
  readonly name = 'gateway-wechat';
  readonly title = { zh: '微信渠道', en: 'WeChat gateway' };
  readonly offers = [
    {
      channel: 'wechat',
      product: 'JSAPI',
      name: { zh: '微信支付（公众号、小程序）', en: 'WeChat Pay in official accounts and mini programmes' },
      payerIdentity: { zh: '用户在该应用下的 openid', en: 'The user’s openid under the application' },
    },
  ];
  readonly notOffered = [
    { zh: '微信付款码', en: 'WeChat Pay payment code' },
    { zh: '微信扫码支付（Native）', en: 'WeChat Pay by a scanned code (Native)' },
    { zh: '微信移动医保支付', en: 'WeChat Pay medical insurance' },
  ];
}
