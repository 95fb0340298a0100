import type { Service } from './engine/service';
import type { Centre } from './parties/centre';
import type { Channel } from './parties/channel';
import type { His } from './parties/his';
import type { InsuranceDesk } from './services/insurance-desk';
import type { Kinds } from './services/kinds';
import type { OrderDesk } from './services/order-desk';
import type { PaymentDesk } from './services/payment-desk';
import type { Road } from './wire';
import type { World } from './world';

/** Everybody in one life. */
export interface Life {
  readonly world: World;
  readonly kinds: Kinds;
  readonly his: His;
  readonly channel: Channel;
  readonly centre: Centre;
  readonly toHis: Road;
  readonly toChannel: Road;
  readonly toCentre: Road;
  readonly order: Service;
  readonly payment: Service;
  readonly insurance: Service;
  readonly orderDesk: OrderDesk;
  readonly paymentDesk: PaymentDesk;
  readonly insuranceDesk: InsuranceDesk;
}
