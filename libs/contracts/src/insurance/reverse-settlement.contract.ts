import { contract } from '../contract';
import { IsCount, IsKey, IsOrderNo } from '../fields';
import { SettlementReply } from './insurance.message';

export class ReverseSettlementRequest {
  @IsKey() key: string;
  @IsOrderNo() orderNo: string;
  @IsCount() generation: number;
}

/**
 * Makes the generation net zero at the insurer, whatever had happened: 2208 of a settlement, 2205 of unsettled fees, a tombstone
 * when nothing came yet (a later quote or settle of the generation is refused).
 */
export const reverseSettlement = contract({
  subject: 'insurance.reverse-settlement.v1',
  request: ReverseSettlementRequest,
  reply: SettlementReply,
  codes: ['IDEMPOTENCY_KEY_REUSED'],
  deadlineMs: 3000,
});
