/** A row of the sandbox's books (its README): what an outside party wrote down itself. Whole fen. */
export interface PartyRow {
  readonly party: 'wechat' | 'insurance' | 'his';
  readonly kind: 'payment' | 'refund' | 'settlement' | 'reversal' | 'confirm' | 'his-refund';
  /** The number we gave: out_trade_no, out_refund_no, msgid, order number, refund number. */
  readonly number: string;
  /** The party's own number. */
  readonly reference: string;
  /** Of a refund or reversal: the `number` it undoes. */
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

/** What the order schema holds of an order, and what may still move it. */
export interface OrderRecord {
  readonly orderNo: string;
  readonly phase: string;
  readonly insured: boolean;
  readonly split: Split | null;
  readonly settlementId: string | null;
  readonly transactionId: string | null;
  /** Calls of any service that wait for an answer; timers are no calls. */
  readonly openCalls: number;
  readonly openCases: number;
  /** Rises with every step of the order, its refunds, its collection and its settlement. */
  readonly stamp: number;
}

export interface RefundRecord {
  readonly orderNo: string;
  readonly refundNo: string;
  readonly phase: string;
}

/** What the payment schema holds: one a capture, and one a refund at the channel. */
export interface CaptureRecord {
  readonly orderNo: string;
  readonly outTradeNo: string;
  readonly transactionId: string;
  readonly amountFen: number;
  readonly surplus: boolean;
}

export interface ChannelRefundRecord {
  readonly orderNo: string;
  readonly outRefundNo: string;
  readonly outTradeNo: string;
  readonly amountFen: number;
  readonly state: string;
}

/** What the insurance schema holds: one a generation. */
export interface SettlementRecord {
  readonly orderNo: string;
  readonly settlementNo: string;
  readonly phase: string;
  /** Every msgid a 2207 of it was sent under. */
  readonly messageNos: readonly string[];
  readonly settlementId: string | null;
  readonly split: Split | null;
}

export interface TransferRecord {
  readonly orderNo: string;
  readonly txnKey: string;
  readonly debit: string;
  readonly credit: string;
  readonly amountFen: number;
}

/** Everybody's books, read as one. */
export interface AllBooks {
  readonly parties: readonly PartyRow[];
  readonly orders: readonly OrderRecord[];
  readonly refunds: readonly RefundRecord[];
  readonly captures: readonly CaptureRecord[];
  readonly channelRefunds: readonly ChannelRefundRecord[];
  readonly settlements: readonly SettlementRecord[];
  readonly transfers: readonly TransferRecord[];
  /** Orders that moved while the books were read, or whose facts the ledger has yet to take: they are in flight whatever their phase. */
  readonly moving: ReadonlySet<string>;
}

export type Side = 'insurer' | 'channel' | 'his' | 'ledger';
export const SIDES: readonly Side[] = ['insurer', 'channel', 'his', 'ledger'];

/** `missing`: one side has no row for what another holds. `duplicate`: one side holds it more than once. `mismatch`: anything else. */
export type Result = 'match' | 'mismatch' | 'missing' | 'duplicate';
export const RESULTS: readonly Result[] = ['match', 'mismatch', 'missing', 'duplicate'];

export interface Difference {
  /** Empty for a row that belongs to no order. */
  readonly orderNo: string;
  readonly side: Side;
  readonly result: Exclude<Result, 'match'>;
  readonly what: string;
}

export interface BooksReport {
  /** Orders at rest, each once: a difference of several kinds counts as the gravest, duplicate before missing before mismatch. */
  readonly orders: Readonly<Record<Result, number>>;
  readonly inFlight: number;
  /** Numbers of the first thousand orders in flight. */
  readonly inFlightNos: readonly string[];
  readonly openCases: number;
  readonly differences: readonly Difference[];
  /** Money that stands on one side alone: what the side holds of an order at rest, less what it must hold. */
  readonly singleSided: readonly { readonly side: Side; readonly fen: number; readonly count: number }[];
  /** Rows that do not balance, and what is left on the ledger's accounts of orders and refunds that are at rest. */
  readonly ledgerImbalanceFen: number;
  /** No difference, no imbalance. Orders in flight do not count. */
  readonly ok: boolean;
}
