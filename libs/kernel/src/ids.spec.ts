import fc from 'fast-check';
import {
  base32,
  collectionNoIn,
  collectionNoOf,
  commandKey,
  fromBase32,
  isOrderNo,
  orderNoIn,
  orderNoOf,
  outRefundNoOf,
  outTradeNoOf,
  refundNoOf,
} from './ids';

const shards = fc.integer({ min: 0, max: 1023 }).map((value) => base32(value, 2));
const days = fc
  .date({ min: new Date('2020-01-01T00:00:00Z'), max: new Date('2099-12-31T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const sequences = fc.integer({ min: 0, max: 32 ** 10 - 1 });
const orders = fc.tuple(shards, days, sequences);
const digit = fc.integer({ min: 0, max: 31 });
const attempts = fc.integer({ min: 0, max: 1023 });

describe('base32', () => {
  it('round trips at every width', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 }), fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }), (width, number) => {
        const value = number % 32 ** width;
        const text = base32(value, width);
        expect(text).toHaveLength(width);
        expect(fromBase32(text)).toBe(value);
        expect(base32(BigInt(value), width)).toBe(text);
      }),
    );
  });

  it('sorts as its numbers do', () => {
    fc.assert(
      fc.property(sequences, sequences, (a, b) => {
        expect(base32(a, 10) < base32(b, 10)).toBe(a < b);
      }),
    );
  });

  it('refuses what does not fit, what is negative, and letters that read like digits', () => {
    expect(() => base32(32, 1)).toThrow(RangeError);
    expect(() => base32(-1, 2)).toThrow(RangeError);
    for (const letter of ['I', 'L', 'O', 'U', 'a', '-']) expect(() => fromBase32(letter)).toThrow(RangeError);
  });
});

describe('the numbers', () => {
  it('have their lengths, and fit where they go: an order number of 32 characters at most for the channel', () => {
    fc.assert(
      fc.property(orders, digit, digit, attempts, (order, generation, one, two) => {
        const orderNo = orderNoOf(...order);
        const collectionNo = collectionNoOf(orderNo, generation);
        expect(orderNo).toHaveLength(18);
        expect(collectionNo).toHaveLength(19);
        expect(outTradeNoOf(collectionNo, one, two)).toMatch(/^[0-9A-Z]{22}$/);
        expect(outRefundNoOf(collectionNo, two, one)).toMatch(/^[0-9A-Z]{23}$/);
        expect(refundNoOf(orderNo, one)).toHaveLength(20);
      }),
    );
  });

  it('lead back to the order and the collection', () => {
    fc.assert(
      fc.property(orders, digit, digit, attempts, (order, generation, one, two) => {
        const orderNo = orderNoOf(...order);
        const collectionNo = collectionNoOf(orderNo, generation);
        for (const child of [
          collectionNo,
          outTradeNoOf(collectionNo, one, two),
          outRefundNoOf(collectionNo, two, one),
          refundNoOf(orderNo, one),
        ])
          expect(orderNoIn(child)).toBe(orderNo);
        for (const child of [outTradeNoOf(collectionNo, one, two), outRefundNoOf(collectionNo, two, one)])
          expect(collectionNoIn(child)).toBe(collectionNo);
        expect(isOrderNo(orderNo)).toBe(true);
      }),
    );
  });

  it('are unique: two different things never share one', () => {
    const things = fc.uniqueArray(fc.tuple(orders, digit, digit, attempts), { selector: (thing) => JSON.stringify(thing), maxLength: 40 });
    fc.assert(
      fc.property(things, (all) => {
        const trades = new Set(
          all.map(([order, generation, leg, attempt]) => outTradeNoOf(collectionNoOf(orderNoOf(...order), generation), leg, attempt)),
        );
        const refunds = new Set(
          all.map(([order, generation, one, two]) => outRefundNoOf(collectionNoOf(orderNoOf(...order), generation), two, one)),
        );
        expect(trades.size).toBe(all.length);
        expect(refunds.size).toBe(all.length);
        for (const trade of trades) expect(refunds.has(trade)).toBe(false);
      }),
    );
  });

  it('keep the keys of commands apart', () => {
    const verbs = fc.stringMatching(/^[a-z]+(\.\d{1,2})?$/);
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(orders, digit, verbs), { selector: (one) => JSON.stringify(one) }), (all) => {
        expect(new Set(all.map(([order, generation, verb]) => commandKey(orderNoOf(...order), generation, verb))).size).toBe(all.length);
      }),
    );
  });

  it('know an order number when they see one', () => {
    expect(isOrderNo('01261122000000001A')).toBe(true);
    for (const text of [
      '01261122000000001',
      '01261122000000001AA',
      '01261122000000001I',
      '0a261122000000001A',
      '01261122000000001A\n',
      1,
      null,
    ])
      expect(isOrderNo(text)).toBe(false);
  });
});
