import type { Instant } from '../frame/clock';
import type { Fen } from '../money';
import { HisRefusal } from './his-refusal';
import { integer, list, object, pattern, type Shape, text } from './shape';

export interface Split {
  readonly totalFen: Fen;
  readonly fundFen: Fen;
  readonly accountFen: Fen;
  readonly mutualAidFen: Fen;
  readonly cashFen: Fen;
  readonly hospitalFen: Fen;
  readonly adjustFen: Fen;
}

/** What every request that writes carries. */
export interface Keyed {
  readonly key: string;
  readonly orderNo: string;
}

export interface LockRequest extends Keyed {
  readonly visitNo: string;
  readonly sheetNos: readonly string[];
  readonly billHash: string;
  readonly until: string;
}

export interface CancelRequest extends Keyed {
  readonly generation: number;
}

export interface ConfirmRequest extends CancelRequest {
  readonly visitNo: string;
  readonly sheetNos: readonly string[];
  readonly billHash: string;
  readonly split: Split;
  readonly paidAt: string;
  readonly settlementId?: string;
  readonly payments: readonly {
    readonly channel: string;
    readonly outTradeNo: string;
    readonly transactionId: string;
    readonly amountFen: Fen;
  }[];
}

export interface RefundRequest extends Keyed {
  readonly refundNo: string;
  readonly sheetNos: readonly string[];
  readonly reason: string;
}

export interface BookRefundRequest extends RefundRequest {
  readonly split: Split;
}

export const ORDER_NO = /^[A-Za-z0-9._-]{1,32}$/;
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+08:00$/;

const orderNo = pattern(ORDER_NO);
const number = pattern(/^[A-Za-z0-9._-]{1,40}$/);
const time: Shape = (value) => pattern(TIME)(value) ?? (Number.isNaN(Date.parse(value as string)) ? '' : null);
const sheetNos: Shape = (value) =>
  list(number, 1, 50)(value) ?? (new Set(value as string[]).size === (value as string[]).length ? null : '');
const keyed = { key: pattern(/^[A-Za-z0-9._-]{1,64}$/), orderNo };
const bill = { visitNo: number, sheetNos, billHash: text(128, 8) };
const split = object({
  totalFen: integer(1),
  fundFen: integer(0),
  accountFen: integer(0),
  mutualAidFen: integer(0),
  cashFen: integer(0),
  hospitalFen: integer(0),
  adjustFen: integer(-1_000_000_000_000),
});
const payment = object({ channel: text(30), outTradeNo: text(64), transactionId: text(64), amountFen: integer(1) });
const generation = integer(1, 31);
const refund = { ...keyed, refundNo: number, sheetNos, reason: text(200, 0) };

/** The bodies of docs/his-rest/openapi.yaml. */
export const SHAPES = {
  findPatient: object({ name: text(50), idNo: text(30) }),
  lock: object({ ...keyed, ...bill, until: time }),
  unlock: object(keyed),
  confirm: object({ ...keyed, generation, ...bill, split, paidAt: time, 'settlementId?': text(30), payments: list(payment, 0, 20) }),
  cancel: object({ ...keyed, generation }),
  release: object(refund),
  hold: object(refund),
  bookRefund: object({ ...refund, split }),
} as const satisfies Readonly<Record<string, Shape>>;

/** @throws HisRefusal HIS_REFUSED unless the parts add up to the split's total, and that is `totalFen` */
export function demandSplit(parts: Split, totalFen: Fen): void {
  const { fundFen, accountFen, mutualAidFen, cashFen, hospitalFen, adjustFen } = parts;
  if (fundFen + accountFen + mutualAidFen + cashFen + hospitalFen + adjustFen !== parts.totalFen) {
    throw new HisRefusal('HIS_REFUSED', 'the parts of the split miss its total');
  }
  if (parts.totalFen !== totalFen) throw new HisRefusal('HIS_REFUSED', `the total of the split is not the ${totalFen} fen of the sheets`);
}

export const instantOf = (time: string): Instant => Date.parse(time);
