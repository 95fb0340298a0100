export interface Trade {
  readonly outTradeNo: string;
  readonly amountFen: number;
  readonly expiresAt: number;
  /** From when on queries show it. */
  readonly seenFrom: number;
  state: 'unpaid' | 'closed' | 'paid';
  /** It was closed once, before whatever came then. */
  closed: boolean;
  typing: boolean;
  transactionId: string;
  paidAt: number;
}

export interface Back {
  readonly outRefundNo: string;
  readonly outTradeNo: string;
  readonly amountFen: number;
  state: 'processing' | 'succeeded' | 'closed' | 'abnormal';
  succeededAt: number;
}

export type Payment =
  | { readonly outTradeNo: string; readonly state: 'absent' | 'unpaid' | 'closed' }
  | {
      readonly outTradeNo: string;
      readonly state: 'paid';
      readonly transactionId: string;
      readonly paidFen: number;
      readonly paidAt: number;
    };
export type Paid = Payment & { readonly state: 'paid' };

export type RefundView = { readonly outRefundNo: string; readonly state: Back['state'] | 'absent'; readonly succeededAt?: number };

/** Where a callback goes: acknowledged or not. */
export type Callback = { readonly payment: Paid } | { readonly refund: RefundView };

export const newTrade = (outTradeNo: string, amountFen: number, expiresAt: number, seenFrom: number): Trade => ({
  outTradeNo,
  amountFen,
  expiresAt,
  seenFrom,
  state: 'unpaid',
  closed: false,
  typing: false,
  transactionId: '',
  paidAt: 0,
});

export const paidView = ({ outTradeNo, transactionId, amountFen, paidAt }: Trade): Paid => ({
  outTradeNo,
  state: 'paid',
  transactionId,
  paidFen: amountFen,
  paidAt,
});

export const refundView = ({ outRefundNo, state, succeededAt }: Back): RefundView =>
  state === 'succeeded' ? { outRefundNo, state, succeededAt } : { outRefundNo, state };
