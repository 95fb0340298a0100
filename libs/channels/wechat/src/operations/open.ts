import type { ChannelOperations, ChannelProduct, OpenRequest } from '@meridian/channel-kit/port';
import { accepted, rejected } from '@meridian/kernel/arm';
import { beijingRfc3339 } from '@meridian/kernel/clock';
import type { CallContext } from '@meridian/plugin-kit/wire';
import type { WechatClient } from '../client';
import { judge } from '../codes';
import type { Merchant } from '../config';
import { believing, textIn } from '../reading';
import { paySign, seconds } from '../signature';

export const PRODUCTS = ['JSAPI', 'MINI_PROGRAM'] as const satisfies readonly ChannelProduct[];

/** A prepay_id lives two hours, whatever the order's own expiry (facts A4). */
const PREPAY_MS = 2 * 3_600_000;

/** POST /v3/pay/transactions/jsapi, for official accounts and mini programs alike. */
export const open =
  (client: WechatClient): ChannelOperations['open'] =>
  (request, context) =>
    believing(async () => {
      const { product, payerId } = request;
      if (!PRODUCTS.some((known) => known === product)) return rejected('REQUEST_INVALID', `the product ${product} is not sold`);
      if (!payerId) return rejected('REQUEST_INVALID', 'the payer’s openid is missing');
      const { merchant } = client;
      const appid = product === 'MINI_PROGRAM' ? (merchant.miniProgramAppid ?? merchant.appid) : merchant.appid;
      const reply = await client.post('/v3/pay/transactions/jsapi', orderOf(merchant, appid, { ...request, payerId }), context);
      if (!reply.ok) return judge('open', reply);
      const prepayId = textIn(reply.data, 'prepay_id');
      return accepted({
        prepayId,
        clientParameters: clientParameters(merchant, { appid, product, prepayId }, context),
        validUntil: Math.min(context.now() + PREPAY_MS, request.expiresAt),
      });
    });

const orderOf = (merchant: Merchant, appid: string, request: OpenRequest & { readonly payerId: string }) => ({
  appid,
  mchid: merchant.mchid,
  description: request.description,
  out_trade_no: request.outTradeNo,
  time_expire: beijingRfc3339(request.expiresAt),
  notify_url: merchant.notifyUrl,
  amount: { total: request.amountFen, currency: 'CNY' },
  payer: { openid: request.payerId },
});

/** What the payer's client is called up with (facts A7). A mini program signs its appId but does not pass it. */
function clientParameters(
  merchant: Merchant,
  { appid, product, prepayId }: { readonly appid: string; readonly product: ChannelProduct; readonly prepayId: string },
  { now, nonce }: CallContext,
): Record<string, string> {
  const timeStamp = seconds(now());
  const nonceStr = nonce();
  const prepayPackage = `prepay_id=${prepayId}`;
  return {
    ...(product === 'JSAPI' ? { appId: appid } : {}),
    timeStamp,
    nonceStr,
    package: prepayPackage,
    signType: 'RSA',
    paySign: paySign(merchant.key, appid, timeStamp, nonceStr, prepayPackage),
  };
}
