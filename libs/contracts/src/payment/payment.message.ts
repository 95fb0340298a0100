import type { Fen } from '@meridian/kernel/fen';
import { IsObject } from 'class-validator';
import { IsCount, IsFen, IsInstant, IsName, IsOneOf, IsOrderNo, IsPart, IsText, Maybe } from '../fields';

export const COLLECTION_STATES = ['OPENING', 'OPEN', 'REJECTED', 'CLOSING', 'CAPTURED', 'CLOSED'] as const;
export type CollectionState = (typeof COLLECTION_STATES)[number];

export class OpenedPaymentView {
  @IsName() channel: string;
  @IsName() product: string;
  @IsName() outTradeNo: string;
  @IsObject() clientParameters: Record<string, string>;
  @IsInstant() validUntil: number;
}

export class CaptureView {
  @IsName() channel: string;
  @IsName() outTradeNo: string;
  @IsName() transactionId: string;
  @IsFen(1) amountFen: Fen;
  @IsInstant() paidAt: number;
}

/** One collection: the cash part of one order generation. `factId` as in the outbox. */
export class CollectionView {
  @IsOrderNo() orderNo: string;
  @IsCount() generation: number;
  @IsOneOf(COLLECTION_STATES) state: CollectionState;
  @IsName(128) factId: string;
  @IsFen() amountFen: Fen;
  @IsPart(() => OpenedPaymentView) @Maybe() opened?: OpenedPaymentView;
  @IsPart(() => CaptureView) @Maybe() capture?: CaptureView;
  @IsName() @Maybe() refusal?: string;
  @IsText(300) @Maybe() reason?: string;
}

export class CollectionReply {
  @IsOneOf(['done', 'refused', 'working']) status: 'done' | 'refused' | 'working';
  @IsPart(() => CollectionView) collection: CollectionView;
}

export const CHANNEL_REFUND_STATES = ['REQUESTED', 'PROCESSING', 'SUCCEEDED', 'FAILED'] as const;

export class ChannelRefundView {
  @IsName() refundNo: string;
  @IsOneOf(CHANNEL_REFUND_STATES) state: (typeof CHANNEL_REFUND_STATES)[number];
  @IsName(128) factId: string;
  @IsFen(1) amountFen: Fen;
  @IsInstant() @Maybe() succeededAt?: number;
  @IsName() @Maybe() refusal?: string;
}

export class ChannelRefundReply {
  @IsOneOf(['done', 'refused', 'working']) status: 'done' | 'refused' | 'working';
  @IsPart(() => ChannelRefundView) refund: ChannelRefundView;
}
