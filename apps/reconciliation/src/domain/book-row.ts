import type { Instant } from '@meridian/kernel/clock';
import { collectionNoIn, isOrderNo, orderNoIn } from '@meridian/kernel/ids';
import type { Entry, Side } from './expectation';

/** One line of an outside party's books. */
export interface BookRow {
  readonly side: Side;
  readonly entry: Entry;
  /** Our number: out_trade_no, out_refund_no, msgid, order number, refund number. */
  readonly number: string;
  /** The party's own number: transaction_id, refund_id, setl_id, receipt number. */
  readonly reference: string;
  /** For a refund or reversal, the `number` of what it undoes. */
  readonly of?: string;
  /** Positive; the entry says the direction. */
  readonly amountFen: number;
  readonly parts: Readonly<Record<string, number>>;
  readonly at: Instant;
  readonly day: string;
  /** In the party's own words. */
  readonly state: string;
}

/** The number by which a `must` names the line. */
export function matchReferenceOf(row: BookRow): string {
  switch (row.entry) {
    case 'payment':
    case 'refund':
      return row.number;
    case 'settlement':
    case 'confirm':
    case 'his-refund':
      return row.reference;
    case 'reversal':
      return row.of ?? row.number;
  }
}

/** The number by which a `may-not` names the line: a collection whatever the attempt, an order whatever the receipt. */
export const tooLateReferenceOf = (row: BookRow): string => (row.entry === 'payment' ? collectionNoIn(row.number) : row.number);

/** Every reference under which an expectation about this line could have been written. */
export const referencesOf = (row: BookRow): readonly string[] => [
  ...new Set([matchReferenceOf(row), tooLateReferenceOf(row), row.number, row.of ?? row.number]),
];

/** Whether money, or what stands for it, has moved by this line: the party itself says that the others came to nothing. */
export const hasMoved = ({ side, state }: BookRow): boolean =>
  !((side === 'wechat' && state === 'CLOSED') || (side === 'his' && state === 'CANCELLED'));

export interface OurNumbers {
  readonly shard: string;
  /** The last four digits of our message ids; the window's HIS shares the institution code and uses others. */
  readonly messageSequence: { readonly first: number; readonly last: number };
}

/**
 * Whether the number is one we gave. Merchant and institution are shared with the hospital's windows and other vendors; their lines are
 * counted and otherwise none of our business.
 */
export function isOurs({ side, number }: BookRow, { shard, messageSequence }: OurNumbers): boolean {
  if (side === 'insurer') {
    const sequence = Number(/^[0-9A-Z]{12}\d{14}(\d{4})$/.exec(number)?.[1] ?? Number.NaN);
    return sequence >= messageSequence.first && sequence <= messageSequence.last;
  }
  return number.startsWith(shard) && isOrderNo(orderNoIn(number));
}
