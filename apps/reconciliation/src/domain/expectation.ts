import type { Instant } from '@meridian/kernel/clock';

/** Whose books. The ledger's side is left out until a contract tells whether a transfer is there. */
export const SIDES = ['wechat', 'insurer', 'his'] as const;
export type Side = (typeof SIDES)[number];

/** What kind of line stands in them. */
export const ENTRIES = ['payment', 'refund', 'settlement', 'reversal', 'confirm', 'his-refund'] as const;
export type Entry = (typeof ENTRIES)[number];

/**
 * must: exactly one line, with this amount.
 * may: a line under way; it is explained when it comes and not missed when it does not.
 * may-not: a line would be money that came too late.
 * must-net-zero: whatever was written under this number has been taken back.
 */
export type ExpectationKind = 'must' | 'may' | 'may-not' | 'must-net-zero';

export interface Expectation {
  /** `<fact id>/<n>` */
  readonly expectationId: string;
  readonly kind: ExpectationKind;
  readonly side: Side;
  readonly entry: Entry;
  /** The number by which the line is found; see `referencesOf`. */
  readonly reference: string;
  readonly amountFen: number;
  /** How the amount divides, by the names of a split; compared where both sides divide it. */
  readonly parts: Readonly<Record<string, number>>;
  readonly at: Instant;
  /** The counterparty's day. */
  readonly day: string;
  readonly orderNo: string;
  readonly hospitalId: string;
}
