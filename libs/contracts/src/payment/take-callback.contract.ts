import { IsObject } from 'class-validator';
import { contract } from '../contract';
import { IsName, IsOneOf, IsText } from '../fields';

export class TakeCallbackRequest {
  @IsName() channel: string;
  /** Lower-case names, values untouched. */
  @IsObject() headers: Record<string, string>;
  /** The raw bytes as text: verification is over them. */
  @IsText(65_536) body: string;
}

export class TakeCallbackReply {
  @IsOneOf(['taken']) status: 'taken';
}

/** Verified, decrypted, durably stored, then answered. A repeat is answered politely; a forgery changes nothing. */
export const takeCallback = contract({
  subject: 'payment.take-callback.v1',
  request: TakeCallbackRequest,
  reply: TakeCallbackReply,
  codes: ['CHANNEL_UNKNOWN', 'CALLBACK_SIGNATURE_INVALID', 'CALLBACK_STALE', 'CALLBACK_MALFORMED', 'CALLBACK_ORDER_UNKNOWN'],
  // Our own limit for acknowledging a callback; WeChat Pay's is 5 s.
  deadlineMs: 3000,
});
