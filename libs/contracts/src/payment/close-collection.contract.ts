import { contract } from '../contract';
import { IsCount, IsKey, IsOrderNo } from '../fields';
import { CollectionReply } from './payment.message';

export class CloseCollectionRequest {
  @IsKey() key: string;
  @IsOrderNo() orderNo: string;
  @IsCount() generation: number;
}

/**
 * Makes the collection definitively dead, or reports that it was paid. Before any open it leaves a tombstone.
 * done + CLOSED: no money can come any more (late money is refunded here). done + CAPTURED: the payer was faster.
 */
export const closeCollection = contract({
  subject: 'payment.close-collection.v1',
  request: CloseCollectionRequest,
  reply: CollectionReply,
  codes: ['IDEMPOTENCY_KEY_REUSED'],
  deadlineMs: 3000,
});
