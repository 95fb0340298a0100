import type { Fen } from '@meridian/kernel/fen';
import { contract } from '../contract';
import { IsCount, IsFen, IsKey, IsName, IsOrderNo, IsText } from '../fields';
import { ChannelRefundReply } from './payment.message';

export class RefundCollectionRequest {
  @IsKey() key: string;
  @IsOrderNo() orderNo: string;
  @IsCount() generation: number;
  /** The order's refund child, or the undone order's own number. */
  @IsName() refundNo: string;
  @IsFen(1) amountFen: Fen;
  @IsText(80) reason: string;
}

/** By the original route. `done` only when the channel says the money is back. */
export const refundCollection = contract({
  subject: 'payment.refund-collection.v1',
  request: RefundCollectionRequest,
  reply: ChannelRefundReply,
  codes: ['COLLECTION_UNKNOWN', 'REFUND_TOO_LARGE', 'IDEMPOTENCY_KEY_REUSED'],
  deadlineMs: 3000,
});
