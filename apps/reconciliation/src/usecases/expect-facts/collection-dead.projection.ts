import { collectionDead } from '@meridian/contracts/payment/collection-dead.event';
import { collectionNoOf } from '@meridian/kernel/ids';
import { expectationProjection } from './expectation-projection';

/** No payment may show any more under any attempt of the collection; one that does is late money. */
export const collectionDeadProjection = expectationProjection(collectionDead, ({ orderNo, generation, deadAt }) => [
  { kind: 'may-not', side: 'wechat', entry: 'payment', reference: collectionNoOf(orderNo, generation), amountFen: 0, at: deadAt },
]);
