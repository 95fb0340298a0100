import { decimal, extend, fenOf, opposite, shareOf, yuan } from './money';

describe('money of the sandbox', () => {
  it('reads yuan digit by digit, from JSON numbers and from texts', () => {
    expect([0.29, '0.29', 446.2, '446.200', -25.1, 0].map(fenOf)).toEqual([29, 29, 44_620, 44_620, -2_510, 0]);
  });

  it('reads nothing else', () => {
    expect(['1.234', 1.234, '1e3', 1e21, '', ' 1', null, undefined, NaN, true, '99999999999.00'].map(fenOf)).toEqual(Array(11).fill(null));
  });

  it('writes every amount so that JSON carries its two decimals', () => {
    for (const fen of [1, 29, 57, 44_620, 115, 999_999_999_999]) expect(fenOf(JSON.parse(JSON.stringify(yuan(fen))))).toBe(fen);
  });

  it('extends quantity by price exactly and rounds half up once', () => {
    expect(extend('2', '35.60')).toBe(7_120);
    expect(extend('0.3333', '1.500000')).toBe(50);
    expect(extend(1.5, 0.03)).toBe(5);
    expect(extend('3', '0.001667')).toBe(1);
    expect(extend('-1', '2')).toBeNull();
    expect(extend('1.00001', '2')).toBeNull();
  });

  it('takes shares half up, as the observed row 4.52 × 0.05 = 0.23', () => {
    expect(shareOf(452, 500)).toBe(23);
    expect(shareOf(16_429, 6_500)).toBe(10_679);
  });

  it('has no negative zero and no scale beyond the asked one', () => {
    expect(Object.is(opposite(0), 0)).toBe(true);
    expect(decimal('0.10', 1)).toBe(1n);
    expect(decimal('0.11', 1)).toBeNull();
  });
});
