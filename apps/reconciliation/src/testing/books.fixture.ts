import { collectionNoOf, orderNoOf, outRefundNoOf, outTradeNoOf } from '@meridian/kernel/ids';
import type { BookRow, OurNumbers } from '../domain/book-row';
import type { Entry, Expectation, ExpectationKind, Side } from '../domain/expectation';
import { matchBooks } from '../domain/match-books';

export const DAY = '2026-11-22';
export const AT = Date.parse(`${DAY}T10:00:00+08:00`);
export const OURS: OurNumbers = { shard: '01', messageSequence: { first: 5000, last: 9999 } };

export const orderNo = orderNoOf('01', DAY, 1);
export const collectionNo = collectionNoOf(orderNo, 1);
export const outTradeNo = outTradeNoOf(collectionNo, 1, 1);
export const outRefundNo = outRefundNoOf(collectionNo, 1, 1);
export const messageNo = 'H45020000001202611221000005001';

let ids = 0;
export const expectation = (kind: ExpectationKind, where: Place, amountFen = 100, change: Partial<Expectation> = {}): Expectation => {
  const [side, entry, reference] = where;
  const place = { at: AT, day: DAY, orderNo, hospitalId: 'H45020000001' };
  return { expectationId: `fact/${++ids}`, kind, side, entry, reference, amountFen, parts: {}, ...place, ...change };
};
export const row = (where: Place, amountFen = 100, change: Partial<BookRow> = {}): BookRow => {
  const [side, entry, number] = where;
  return { side, entry, number, reference: `their ${number}`, amountFen, parts: {}, at: AT, day: DAY, state: 'SUCCESS', ...change };
};
export const verdicts = (expectations: Expectation[], rows: BookRow[]) => {
  const { expectations: here, rows: there } = matchBooks(expectations, rows, OURS);
  return [here.map(({ verdict }) => verdict), there.map(({ verdict }) => verdict)];
};

/** Where a line stands: whose books, what kind, which number of ours. */
export type Place = readonly [Side, Entry, string];

export const payment: Place = ['wechat', 'payment', outTradeNo];
export const refund: Place = ['wechat', 'refund', outRefundNo];
