/** A row of the sandbox's books (its README): what an outside party wrote down itself. */
export interface BookRow {
  readonly party: 'wechat' | 'insurance' | 'his';
  readonly kind: 'payment' | 'refund' | 'settlement' | 'reversal' | 'confirm' | 'his-refund';
  readonly number: string;
  readonly reference: string;
  readonly of?: string;
  readonly amountFen: number;
  readonly parts?: Readonly<Record<string, number>>;
  readonly state: string;
}

export interface Split {
  readonly totalFen: number;
  readonly fundFen: number;
  readonly accountFen: number;
  readonly mutualAidFen: number;
  readonly cashFen: number;
  readonly hospitalFen: number;
  readonly adjustFen: number;
}

export interface Order {
  readonly phase: string;
  readonly version: number;
  readonly body: { readonly payMode: 'INSURED' | 'SELF_PAID'; readonly split: Split | null };
}

export interface Refund {
  readonly id: string;
  readonly phase: string;
  readonly version: number;
  readonly body: { readonly split: Split };
}

export interface Transfer {
  readonly txn_key: string;
  readonly debit: string;
  readonly credit: string;
  readonly amount_fen: number | string;
}

export interface Step {
  readonly schema: string;
  readonly aggregate: string;
  readonly aggregate_id: string;
  readonly version: number;
  readonly kind: string;
  readonly rule: string;
  readonly from_phase: string;
  readonly to_phase: string;
}

/** What every party and table knows of one order. */
export interface Evidence {
  readonly orderNo: string;
  readonly order: Order | undefined;
  readonly refunds: readonly Refund[];
  readonly steps: readonly Step[];
  readonly openCalls: readonly string[];
  readonly openCases: readonly string[];
  /** msgids of the 2207s that were decided on. */
  readonly messageNos: readonly string[];
  readonly transfers: readonly Transfer[];
  readonly rows: readonly BookRow[];
}

/** How an order may be at rest. REFUNDED: confirmed, and wholly given back since. */
export type End = 'CONFIRMED' | 'REFUNDED' | 'CANCELLED';

export interface Expected {
  readonly end: End;
  /** How many payments the channel took; one wherever cash was kept, none for a cancelled order, unless told. */
  readonly payments?: number;
  /** Reasons of the cases left open for a person. */
  readonly cases?: readonly string[];
}

/** PostgreSQL gives bigint as text. @throws when it is no whole number of fen */
export function whole(fen: number | string): number {
  const number = Number(fen);
  if (!Number.isSafeInteger(number)) throw new RangeError(`${fen} is no amount`);
  return number;
}
