import type { CallbackNotice, ChannelCode, ChannelOperations, Payment } from '@meridian/channel-kit/port';
import { accepted, type Rejected, rejected } from '@meridian/kernel/arm';
import type { WechatClient } from '../client';
import type { Merchant } from '../config';
import { type Notification, notificationIn } from '../envelope';
import { paymentIn, refundIn } from '../mapping';
import { expectIn, NotBelieved } from '../reading';
import { isFresh, isGenuine, platformSignature } from '../signature';

/**
 * Verifies over the raw body, then decrypts, then maps. WeChat's own probes (`WECHATPAY/SIGNTEST/…`) need no case of
 * their own: they fail the signature and come again with a good one. Age is checked first, so that a replay costs no
 * key download.
 */
export const readCallback =
  (client: WechatClient): ChannelOperations['readCallback'] =>
  async ({ headers, body }, context) => {
    const signature = platformSignature(headers);
    if (!signature) return refuse('CALLBACK_SIGNATURE_INVALID', 'the callback is not signed');
    if (!isFresh(signature, context.now())) return refuse('CALLBACK_STALE', 'signed more than five minutes from now');
    const key = await client.keys.find(signature.serial, context);
    if (!key) return refuse('CALLBACK_SIGNATURE_INVALID', 'signed under an unknown serial');
    if (!isGenuine(signature, body, key)) return refuse('CALLBACK_SIGNATURE_INVALID', 'the signature is wrong');
    try {
      return accepted(noticeIn(notificationIn(body, client.merchant.apiV3Key), client.merchant));
    } catch (error) {
      if (error instanceof NotBelieved) return refuse('CALLBACK_MALFORMED', error.message);
      throw error;
    }
  };

const refuse = (code: ChannelCode, reason: string): Rejected => rejected(code, reason);

function noticeIn({ id: notificationId, eventType, resource }: Notification, merchant: Merchant): CallbackNotice {
  if (eventType === 'TRANSACTION.SUCCESS') {
    const payment = paymentIn(resource, merchant);
    if (!isPaid(payment)) throw new NotBelieved('trade_state is not paid');
    return { kind: 'payment', notificationId, payment };
  }
  if (eventType.startsWith('REFUND.')) {
    expectIn(resource, 'mchid', merchant.mchid);
    expectIn(resource, 'refund_status', eventType.slice('REFUND.'.length));
    return { kind: 'refund', notificationId, refund: refundIn(resource, 'refund_status') };
  }
  throw new NotBelieved(`event_type ${eventType.slice(0, 32)} stands in no table`);
}

const isPaid = (payment: Payment): payment is Payment & { readonly state: 'paid' } => payment.state === 'paid';
