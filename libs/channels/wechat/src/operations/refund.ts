import type { ChannelOperations } from '@meridian/channel-kit/port';
import { accepted } from '@meridian/kernel/arm';
import type { WechatClient } from '../client';
import { judge } from '../codes';
import { refundIn } from '../mapping';
import { believing, expectIn, objectIn } from '../reading';

/** POST /v3/refund/domestic/refunds. 200 means taken in; the notify address goes along or v2 XML would come back (facts A6). */
export const refund =
  (client: WechatClient): ChannelOperations['refund'] =>
  (request, context) =>
    believing(async () => {
      const body = {
        out_trade_no: request.outTradeNo,
        out_refund_no: request.outRefundNo,
        reason: request.reason,
        notify_url: client.merchant.notifyUrl,
        amount: { refund: request.refundFen, total: request.totalFen, currency: 'CNY' },
      };
      const reply = await client.post('/v3/refund/domestic/refunds', body, context);
      if (!reply.ok) return judge('refund', reply);
      expectIn(reply.data, 'out_refund_no', request.outRefundNo);
      expectIn(reply.data, 'out_trade_no', request.outTradeNo);
      const amount = objectIn(reply.data, 'amount');
      expectIn(amount, 'refund', request.refundFen);
      expectIn(amount, 'total', request.totalFen);
      return accepted(refundIn(reply.data, 'status'));
    });
