import type { Fen } from '@meridian/kernel/fen';
import { contract } from '../contract';
import { IsCount, IsFen, IsInstant, IsKey, IsName, IsOrderNo, IsText, Maybe } from '../fields';
import { CollectionReply } from './payment.message';

export class OpenCollectionRequest {
  /** `orderNo.generation.collect`; one collection per generation. */
  @IsKey() key: string;
  @IsOrderNo() orderNo: string;
  @IsCount() generation: number;
  @IsName() hospitalId: string;
  @IsName() applicationId: string;
  @IsFen(1) amountFen: Fen;
  @IsText(60) description: string;
  @IsName() channel: string;
  @IsName() product: string;
  @IsName(128) @Maybe() payerId?: string;
  /** The last moment the payer can pay. */
  @IsInstant() expiresAt: number;
}

/** Opens the collection at the channel. `done` with client parameters when the payer can pay. */
export const openCollection = contract({
  subject: 'payment.open-collection.v1',
  request: OpenCollectionRequest,
  reply: CollectionReply,
  codes: ['COLLECTION_CLOSED', 'CHANNEL_UNKNOWN', 'PAYER_MISSING', 'IDEMPOTENCY_KEY_REUSED'],
  deadlineMs: 3000,
});
