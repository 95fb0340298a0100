import type { ChannelOperations, Payment } from '@meridian/channel-kit/port';
import { accepted } from '@meridian/kernel/arm';
import type { WechatClient } from '../client';
import { judge } from '../codes';
import { paymentIn } from '../mapping';
import { believing, expectIn } from '../reading';

/** GET /v3/pay/transactions/out-trade-no/{out_trade_no}?mchid=: the merchant number is part of the signed address. */
export const query =
  (client: WechatClient): ChannelOperations['query'] =>
  ({ outTradeNo }, context) =>
    believing<Payment>(async () => {
      const { merchant } = client;
      const path = `/v3/pay/transactions/out-trade-no/${encodeURIComponent(outTradeNo)}?mchid=${merchant.mchid}`;
      const reply = await client.get(path, context);
      if (!reply.ok) return judge<Payment>('query', reply, { ABSENT: { outTradeNo, state: 'absent' } });
      expectIn(reply.data, 'out_trade_no', outTradeNo);
      return accepted(paymentIn(reply.data, merchant));
    });
