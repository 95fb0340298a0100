import type { Fen } from '@meridian/kernel/fen';
import { IsBoolean } from 'class-validator';
import { factContract } from '../contract';
import { IsFen, IsInstant, IsName, IsOrderNo } from '../fields';

/** We owe the payer this money from now on. */
export class RefundCommitted {
  @IsOrderNo() orderNo: string;
  @IsName() refundNo: string;
  @IsName() hospitalId: string;
  @IsName() channel: string;
  @IsName() merchantId: string;
  @IsName() outTradeNo: string;
  @IsFen(1) amountFen: Fen;
  @IsBoolean() surplus: boolean;
  @IsInstant() committedAt: number;
}

export const refundCommitted = factContract({ subject: 'fact.payment.refund-committed.v1', data: RefundCommitted });
