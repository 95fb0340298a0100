import fc from 'fast-check';
import { add, type Fen, fen, isFen, MAX_FEN, minFen, negate, parseYuan, sub, toYuan, ZERO } from './fen';

const amounts = fc.integer({ min: -MAX_FEN, max: MAX_FEN }).map((value) => fen(value));

/** The value of a yuan text by whole-number arithmetic alone, written another way than the code under test. */
const exactFen = (sign: string, yuan: bigint, cents: number): bigint => (sign === '-' ? -1n : 1n) * (yuan * 100n + BigInt(cents));

describe('parseYuan and toYuan', () => {
  it('round trip for every amount there can be, the ends included', () => {
    fc.assert(
      fc.property(amounts, (amount) => {
        expect(parseYuan(toYuan(amount))).toBe(amount);
      }),
      { examples: [[fen(MAX_FEN)], [fen(-MAX_FEN)], [ZERO], [fen(1)], [fen(-1)], [fen(99)], [fen(100)]] },
    );
  });

  it('are never off by one fen, whatever a float makes of the text', () => {
    const texts = fc.tuple(fc.constantFrom('', '-'), fc.bigInt({ min: 0n, max: 9_999_999_999n }), fc.integer({ min: 0, max: 99 }));
    fc.assert(
      fc.property(texts, ([sign, yuan, cents]) => {
        const text = `${sign}${yuan}.${String(cents).padStart(2, '0')}`;
        expect(BigInt(parseYuan(text) ?? Number.NaN)).toBe(exactFen(sign, yuan, cents));
      }),
    );
  });

  it('do not fall into the traps of floats', () => {
    expect(0.29 * 100).not.toBe(29);
    expect(1.005 * 100).not.toBe(100.5);
    expect(parseYuan('0.29')).toBe(29);
    expect(parseYuan('0.57')).toBe(57);
    expect(parseYuan('4.35')).toBe(435);
    expect(parseYuan('1001.1')).toBe(100_110);
    expect(parseYuan('8192.01')).toBe(819_201);
  });

  it.each([
    ['446.20', 44_620],
    ['446.2', 44_620],
    ['446', 44_600],
    ['0', 0],
    ['0.00', 0],
    ['-0.00', 0],
    ['-0.01', -1],
    ['007.50', 750],
    [' 12.34\n', 1234],
    ['12.3400000', 1234],
    ['10000000000.00', MAX_FEN],
  ])('reads %j as %d fen', (text, expected) => {
    expect(parseYuan(text)).toBe(expected);
  });

  it.each([
    '',
    '.',
    '1.',
    '.5',
    '1.234',
    '1.2300001',
    '1,000.00',
    '+1.00',
    '--1',
    '1e3',
    '0x10',
    '１２.３４',
    '12 .34',
    '¥1.00',
    'NaN',
    'Infinity',
    '10000000000.01',
    '99999999999.00',
    '123456789012.00',
  ])('refuses %j', (text) => {
    expect(parseYuan(text)).toBeNull();
  });

  it('reads nothing but what its grammar says', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        if (parseYuan(text) !== null) expect(text.trim()).toMatch(/^-?\d+(\.\d+)?$/);
      }),
    );
  });

  it('writes two decimals and never a negative zero', () => {
    expect(toYuan(fen(5))).toBe('0.05');
    expect(toYuan(fen(-5))).toBe('-0.05');
    expect(toYuan(ZERO)).toBe('0.00');
    expect(toYuan(fen(44_620))).toBe('446.20');
    expect(Object.is(negate(ZERO), 0)).toBe(true);
  });
});

describe('arithmetic', () => {
  it.each([0.5, Number.NaN, Number.POSITIVE_INFINITY, MAX_FEN + 1, -MAX_FEN - 1, -0, 2 ** 53])('refuses %d', (value) => {
    expect(isFen(value)).toBe(false);
    expect(() => fen(value)).toThrow(RangeError);
  });

  it.each(['1', null, undefined, 1n, {}])('is not fooled by %p', (value) => {
    expect(isFen(value)).toBe(false);
  });

  it('adds and takes away without losing a fen', () => {
    const small = fc.integer({ min: -1e9, max: 1e9 }).map((value) => fen(value));
    fc.assert(
      fc.property(fc.array(small, { maxLength: 50 }), small, (parts, one) => {
        const total = add(...parts);
        expect(BigInt(total)).toBe(parts.reduce((sum, part) => sum + BigInt(part), 0n));
        expect(sub(add(total, one), one)).toBe(total);
        expect(add(one, negate(one))).toBe(ZERO);
        expect(minFen(total, one)).toBe(Math.min(total, one));
      }),
    );
  });

  it('refuses a sum beyond the limit instead of rounding it', () => {
    const most = MAX_FEN as Fen;
    expect(() => add(most, fen(1))).toThrow(RangeError);
    expect(() => sub(negate(most), fen(1))).toThrow(RangeError);
  });
});
