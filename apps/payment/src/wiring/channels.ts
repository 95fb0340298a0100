import { randomBytes } from 'node:crypto';
import { Channels } from '@meridian/channel-kit/registry';
import { wechat } from '@meridian/channel-wechat/plugin';
import type { Clock } from '@meridian/kernel/clock';
import { HttpWire } from '@meridian/plugin-kit/http-wire';
import type { Observe } from '@meridian/plugin-kit/wrapper';
import type { PaymentConfig } from '../config';

/** The only place that names concrete channels. `merchants` tells which merchant account a channel's money goes to. */
export function channelsOf(
  config: PaymentConfig,
  clock: Clock,
  observe: Observe,
): { channels: Channels; merchants: ReadonlyMap<string, string> } {
  const wechatPay = wechat({
    baseUrl: new URL(config.MERIDIAN_WECHAT_BASE_URL).origin,
    mchid: config.MERIDIAN_WECHAT_MCHID,
    appid: config.MERIDIAN_WECHAT_APPID,
    merchantSerial: config.MERIDIAN_WECHAT_MERCHANT_SERIAL,
    merchantKeyPem: config.MERIDIAN_WECHAT_MERCHANT_KEY,
    apiV3Key: config.MERIDIAN_WECHAT_API_V3_KEY,
    mode: config.MERIDIAN_WECHAT_MODE,
    ...(config.MERIDIAN_WECHAT_PUBLIC_KEY_ID
      ? { publicKey: { id: config.MERIDIAN_WECHAT_PUBLIC_KEY_ID, pem: config.MERIDIAN_WECHAT_PUBLIC_KEY } }
      : {}),
    notifyUrl: config.MERIDIAN_WECHAT_NOTIFY_URL,
  });
  const channels = new Channels([wechatPay], { http: new HttpWire(clock), clock, nonce: () => randomBytes(16).toString('hex'), observe });
  return { channels, merchants: new Map([['wechat', config.MERIDIAN_WECHAT_MCHID]]) };
}
