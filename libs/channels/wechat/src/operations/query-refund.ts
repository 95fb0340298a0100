import type { ChannelOperations, ChannelRefund } from '@meridian/channel-kit/port';
import { accepted } from '@meridian/kernel/arm';
import type { WechatClient } from '../client';
import { judge } from '../codes';
import { refundIn } from '../mapping';
import { believing, expectIn } from '../reading';

/** GET /v3/refund/domestic/refunds/{out_refund_no}, without a merchant number. */
export const queryRefund =
  (client: WechatClient): ChannelOperations['queryRefund'] =>
  ({ outRefundNo }, context) =>
    believing<ChannelRefund>(async () => {
      const reply = await client.get(`/v3/refund/domestic/refunds/${encodeURIComponent(outRefundNo)}`, context);
      if (!reply.ok) return judge<ChannelRefund>('queryRefund', reply, { ABSENT: { outRefundNo, state: 'absent' } });
      expectIn(reply.data, 'out_refund_no', outRefundNo);
      return accepted(refundIn(reply.data, 'status'));
    });
