import { Gateway } from '../gateway';

/** Gateways of nobody: one with a channel, one without. */
export class GatewayWithChannel extends Gateway {
  readonly name = 'gateway-test';
  readonly title = { zh: '测试渠道', en: 'Test gateway' };
  readonly offers = [
    {
      channel: 'wechat',
      product: 'JSAPI',
      name: { zh: '微信支付', en: 'WeChat Pay' },
      payerIdentity: { zh: 'openid', en: 'openid' },
    },
  ];
  readonly notOffered = [];
}

export class GatewayWithoutChannel extends Gateway {
  readonly name = 'gateway-bare';
  readonly title = { zh: '无渠道', en: 'Gateway without channels' };
  readonly offers = [];
  readonly notOffered = [{ zh: '现金', en: 'Banknotes' }];
}
