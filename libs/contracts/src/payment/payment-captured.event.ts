import type { Fen } from '@meridian/kernel/fen';
import { IsBoolean } from 'class-validator';
import { factContract } from '../contract';
import { IsCount, IsFen, IsInstant, IsName, IsOrderNo } from '../fields';

/** Money has come in. `surplus`: late or second money that no order may use; its refund follows by itself. */
export class PaymentCaptured {
  @IsOrderNo() orderNo: string;
  @IsCount() generation: number;
  @IsName() hospitalId: string;
  @IsName() applicationId: string;
  @IsName() channel: string;
  @IsName() product: string;
  @IsName() merchantId: string;
  @IsName() outTradeNo: string;
  @IsName() transactionId: string;
  @IsFen(1) amountFen: Fen;
  @IsBoolean() surplus: boolean;
  /** The channel's time: its day is the bill's day. */
  @IsInstant() paidAt: number;
}

export const paymentCaptured = factContract({ subject: 'fact.payment.payment-captured.v1', data: PaymentCaptured });
