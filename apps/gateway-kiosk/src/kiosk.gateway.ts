import { Gateway } from '@meridian/gateway-kit/gateway';

/** The self-service machines in the hospital's halls. */
export class KioskGateway extends Gateway {
  readonly name = 'gateway-kiosk';
  readonly title = { zh: '自助机渠道', en: 'Kiosk gateway' };
  readonly offers = [];
  readonly notOffered = [
    { zh: '扫码支付（微信、支付宝）', en: 'Payment by scanned code (WeChat Pay, Alipay)' },
    { zh: '银行卡', en: 'Bank card' },
    { zh: '现金', en: 'Banknotes' },
  ];
}
