import { Gateway } from '@meridian/gateway-kit/gateway';

/** The hospital's own app. */
export class AppGateway extends Gateway {
  readonly name = 'gateway-app';
  readonly title = { zh: '医院 App 渠道', en: 'Hospital app gateway' };
  readonly offers = [];
  readonly notOffered = [
    { zh: '微信支付（APP）', en: 'WeChat Pay in an app' },
    { zh: '支付宝（APP）', en: 'Alipay in an app' },
    { zh: '银联云闪付', en: 'UnionPay QuickPass' },
  ];
}
