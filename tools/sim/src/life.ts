import type { Service } from './engine/service';
import type { Centre } from './parties/centre';
import type { Channel } from './parties/channel';
import type { His } from './parties/his';
import type { Kinds } from './services/kinds';
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
  /** Sheet → the live order that claims it (table bill_claim). */
  readonly claims: Map<string, string>;
  /** The HIS has registered the visit at the centre; otherwise we do. */
  readonly visitImported: boolean;
  /** What the sequences of the services have come to. */
  readonly numbers: { orders: number; messages: number };
}
