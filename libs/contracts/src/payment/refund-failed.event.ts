import { factContract } from '../contract';
import { IsInstant, IsName, IsOrderNo } from '../fields';

/** The channel cannot give the money back by the original route; a person decides how it is paid out. */
export class RefundFailed {
  @IsOrderNo() orderNo: string;
  @IsName() refundNo: string;
  @IsName() hospitalId: string;
  @IsName() code: string;
  @IsInstant() failedAt: number;
}

export const refundFailed = factContract({ subject: 'fact.payment.refund-failed.v1', data: RefundFailed });
