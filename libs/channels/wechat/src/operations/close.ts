import type { ChannelOperations } from '@meridian/channel-kit/port';
import { accepted, silent } from '@meridian/kernel/arm';
import type { WechatClient } from '../client';
import { judge } from '../codes';
import { believing } from '../reading';

/** POST …/out-trade-no/{out_trade_no}/close; re-entrant, answers 204. Any other 2xx (202: repeat) is not closed yet. */
export const close =
  (client: WechatClient): ChannelOperations['close'] =>
  ({ outTradeNo }, context) =>
    believing(async () => {
      const path = `/v3/pay/transactions/out-trade-no/${encodeURIComponent(outTradeNo)}/close`;
      const reply = await client.post(path, { mchid: client.merchant.mchid }, context);
      if (!reply.ok) return judge('close', reply, { DONE: {} });
      return reply.status === 204 ? accepted({}) : silent(`closing answered ${reply.status}`);
    });
