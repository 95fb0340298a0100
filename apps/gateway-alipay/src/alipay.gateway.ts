import { Gateway } from '@meridian/gateway-kit/gateway';

/** The hospital's Alipay life account and mini programme (支付宝生活号、小程序). */
export class AlipayGateway extends Gateway {
  readonly name = 'gateway-alipay';
  readonly title = { zh: '支付宝渠道', en: 'Alipay gateway' };
  readonly offers = [];
  readonly notOffered = [
    { zh: '支付宝（小程序、生活号）', en: 'Alipay in life accounts and mini programmes' },
    { zh: '支付宝付款码', en: 'Alipay payment code' },
  ];
}
