import { factContract } from '../contract';
import { IsCount, IsInstant, IsName, IsOneOf, IsOrderNo, IsPart } from '../fields';
import { SplitMessage } from '../shared/split.message';
import { PAY_MODES, type PayMode } from './order.message';

/** The HIS has booked the charge: fund, account, cash and the hospital's books moved together. */
export class OrderConfirmed {
  @IsOrderNo() orderNo: string;
  @IsCount() generation: number;
  @IsName() hospitalId: string;
  @IsName() applicationId: string;
  @IsOneOf(PAY_MODES) payMode: PayMode;
  @IsName() visitNo: string;
  @IsName(128) departmentCode: string;
  @IsPart(() => SplitMessage) split: SplitMessage;
  @IsName() hisReceiptNo: string;
  /** The HIS's time: its day is the HIS list's day. */
  @IsInstant() confirmedAt: number;
  /** When the patient asked to settle; with confirmedAt it gives the settlement's time. */
  @IsInstant() settleAskedAt: number;
}

export const orderConfirmed = factContract({ subject: 'fact.order.order-confirmed.v1', data: OrderConfirmed });
