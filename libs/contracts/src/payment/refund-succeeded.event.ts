import type { Fen } from '@meridian/kernel/fen';
import { IsBoolean } from 'class-validator';
import { factContract } from '../contract';
import { IsFen, IsInstant, IsName, IsOrderNo } from '../fields';

/** The channel says the money is back with the payer. */
export class RefundSucceeded {
  @IsOrderNo() orderNo: string;
  @IsName() refundNo: string;
  @IsName() hospitalId: string;
  @IsName() channel: string;
  @IsName() merchantId: string;
  @IsName() outTradeNo: string;
  @IsName() outRefundNo: string;
  @IsFen(1) amountFen: Fen;
  @IsBoolean() surplus: boolean;
  @IsInstant() succeededAt: number;
}

export const refundSucceeded = factContract({ subject: 'fact.payment.refund-succeeded.v1', data: RefundSucceeded });
