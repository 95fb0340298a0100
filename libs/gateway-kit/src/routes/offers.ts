import type { Code } from '@meridian/contracts/codes';
import type { PayMode } from '@meridian/contracts/order/order.message';
import { done, type Outcome, refused } from '@meridian/kernel/outcome';
import type { Gateway } from '../gateway';
import type { SettleOrderBody } from './settle-order.body';

type Payment = Pick<SettleOrderBody, 'channel' | 'product' | 'payerId'>;

const SEE_OFFERS = 'GET /v1/offers';
const missing = (field: string) =>
  refused('REQUEST_INVALID' as const, undefined, [{ field, code: 'FIELD_MISSING', message: { zh: '缺少该字段', en: 'is missing' } }]);

/** A wholly self-paid bill always has a cash part: without a channel it would only claim the bill for nothing. */
export const checkPayMode = (gateway: Gateway, payMode: PayMode): Outcome<PayMode, Code> =>
  payMode === 'SELF_PAID' && gateway.offers.length === 0 ? refused('CHANNEL_NOT_OFFERED', SEE_OFFERS) : done(payMode);

/**
 * Whether this gateway offers the named way of paying. None named is fine here: the order service knows whether there is
 * anything to pay.
 */
export function checkOffer(gateway: Gateway, { channel, product, payerId }: Payment): Outcome<Payment, Code> {
  if (channel === undefined) {
    if (product !== undefined || payerId !== undefined) return missing('/channel');
    return done({});
  }
  const ofChannel = gateway.offers.filter((offer) => offer.channel === channel);
  if (ofChannel.length === 0) return refused('CHANNEL_NOT_OFFERED', SEE_OFFERS);
  if (product === undefined) return missing('/product');
  const offer = ofChannel.find((one) => one.product === product);
  if (!offer) return refused('CHANNEL_NOT_OFFERED', SEE_OFFERS);
  if (offer.payerIdentity && payerId === undefined) return refused('PAYER_MISSING');
  return done({ channel, product, ...(payerId === undefined ? {} : { payerId }) });
}
