import { type ChannelPlugin, defineChannel } from '@meridian/channel-kit/port';
import { WechatClient } from './client';
import { merchantOf, type WechatConfig } from './config';
import { close } from './operations/close';
import { open, PRODUCTS } from './operations/open';
import { query } from './operations/query';
import { queryRefund } from './operations/query-refund';
import { readCallback } from './operations/read-callback';
import { refund } from './operations/refund';

export type { WechatConfig } from './config';

/**
 * WeChat Pay v3 for one direct merchant. Keep one per merchant and process: it caches the platform's keys.
 * @throws Error that names every fault of the configuration
 */
export function wechat(config: WechatConfig): ChannelPlugin {
  const client = new WechatClient(merchantOf(config));
  return defineChannel({
    channel: 'wechat',
    products: PRODUCTS,
    can: ['open', 'query', 'close', 'refund', 'queryRefund', 'readCallback'],
    // openid identifies the payer; the received account names his bank card; prepay_id and paySign start a payment.
    sensitive: ['openid', 'sp_openid', 'sub_openid', 'user_received_account', 'payer_client_ip', 'prepay_id', 'paySign'],
    operations: {
      open: open(client),
      query: query(client),
      close: close(client),
      refund: refund(client),
      queryRefund: queryRefund(client),
      readCallback: readCallback(client),
    },
  });
}
