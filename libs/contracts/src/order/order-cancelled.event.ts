import { factContract } from '../contract';
import { IsInstant, IsName, IsOrderNo } from '../fields';

/** The order ended with nothing moved: HIS tombstone placed, insurer net 0, cash net 0. */
export class OrderCancelled {
  @IsOrderNo() orderNo: string;
  @IsName() hospitalId: string;
  @IsName() reason: string;
  @IsInstant() cancelledAt: number;
}

export const orderCancelled = factContract({ subject: 'fact.order.order-cancelled.v1', data: OrderCancelled });
