import { factContract } from '../contract';
import { IsInstant, IsName, IsOrderNo, IsPart } from '../fields';
import { SplitMessage } from '../shared/split.message';

/** The HIS has booked the refund. */
export class RefundBooked {
  @IsOrderNo() orderNo: string;
  @IsName() refundNo: string;
  @IsName() hospitalId: string;
  /** What the refund gives back, by party. */
  @IsPart(() => SplitMessage) split: SplitMessage;
  @IsName() hisRefundNo: string;
  @IsInstant() bookedAt: number;
}

export const refundBooked = factContract({ subject: 'fact.order.refund-booked.v1', data: RefundBooked });
