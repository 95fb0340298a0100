import { address, choice, pem, readConfig, SERVICE_SHAPE, text } from '@meridian/platform/config';

export const readPaymentConfig = () =>
  readConfig(process.env, {
    ...SERVICE_SHAPE,
    MERIDIAN_WECHAT_BASE_URL: address(),
    MERIDIAN_WECHAT_MCHID: text(),
    MERIDIAN_WECHAT_APPID: text(),
    MERIDIAN_WECHAT_MERCHANT_SERIAL: text(),
    MERIDIAN_WECHAT_MERCHANT_KEY: pem(),
    MERIDIAN_WECHAT_API_V3_KEY: text(),
    MERIDIAN_WECHAT_MODE: choice(['public-key', 'platform-certificate'], 'public-key'),
    MERIDIAN_WECHAT_PUBLIC_KEY_ID: text(''),
    MERIDIAN_WECHAT_PUBLIC_KEY: text(''),
    MERIDIAN_WECHAT_NOTIFY_URL: address(),
  });

export type PaymentConfig = ReturnType<typeof readPaymentConfig>;
