import { factContract } from '../contract';
import { IsCount, IsInstant, IsName, IsOrderNo } from '../fields';

/** The channel says: this collection can never be paid. */
export class CollectionDead {
  @IsOrderNo() orderNo: string;
  @IsCount() generation: number;
  @IsName() hospitalId: string;
  @IsInstant() deadAt: number;
}

export const collectionDead = factContract({ subject: 'fact.payment.collection-dead.v1', data: CollectionDead });
