import type { Bilingual } from '@meridian/kernel/outcome';

/** One way of paying the cash part that a gateway offers. */
export interface Offer {
  readonly channel: string;
  readonly product: string;
  readonly name: Bilingual;
  /** What `payerId` of the settle request must hold; absent when the product needs none. */
  readonly payerIdentity?: Bilingual;
}

/** What makes one gateway different from the next. Its own injection token. */
export abstract class Gateway {
  /** The app's name, and the audience of its tokens. */
  abstract readonly name: string;
  abstract readonly title: Bilingual;
  /** Channels of the cash part. Empty: only a bill without a cash part can be settled here. */
  abstract readonly offers: readonly Offer[];
  /** Ways of paying that people will look for here and that are not built yet. */
  abstract readonly notOffered: readonly Bilingual[];
}
