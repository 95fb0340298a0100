import { contract } from '../contract';
import { IsKey, IsName, IsOrderNo, IsPart, Maybe } from '../fields';
import { Asker, OrderReply } from './order.message';

export class SettleOrderRequest {
  @IsPart(() => Asker) asker: Asker;
  @IsKey() key: string;
  @IsOrderNo() orderNo: string;
  /** What the patient saw and agrees to. */
  @IsName(128) quoteFingerprint: string;
  /** Absent: the gateway offers no channel yet; only a bill without a cash part can be settled. */
  @IsName() @Maybe() channel?: string;
  @IsName() @Maybe() product?: string;
  /** The payer under the merchant's application (openid). */
  @IsName(128) @Maybe() payerId?: string;
}

/** Settles with the insurer, then opens the collection of the cash part. `done` when the patient can pay, or nothing is left to pay. */
export const settleOrder = contract({
  subject: 'order.settle-order.v1',
  request: SettleOrderRequest,
  reply: OrderReply,
  codes: [
    'ORDER_UNKNOWN',
    'ORDER_NOT_QUOTED',
    'ORDER_CLOSING',
    'ORDER_PAYING',
    'ORDER_ENDED',
    'QUOTE_STALE',
    'BILL_CHANGED',
    'CHANNEL_NOT_OFFERED',
    'PAYER_MISSING',
    'IDEMPOTENCY_KEY_REUSED',
  ],
  deadlineMs: 3000,
});
