/**
 * Money. One fen is a hundredth of a yuan; every amount in Meridian is a whole number of fen.
 * `Fen` is a branded safe integer with |x| <= 10^12: `bigint` in PostgreSQL, an integer in JSON.
 */
declare const fenBrand: unique symbol;
export type Fen = number & { readonly [fenBrand]: 'Fen' };

export const MAX_FEN = 1_000_000_000_000;

export const isFen = (value: unknown): value is Fen =>
  typeof value === 'number' && Number.isInteger(value) && Math.abs(value) <= MAX_FEN && !Object.is(value, -0);

/** Narrows a number to fen. @throws RangeError when it is fractional, not finite or beyond 10^12. */
export function fen(value: number): Fen {
  if (!isFen(value)) throw new RangeError(`not a whole number of fen within ±10^12: ${value}`);
  return value;
}

export const ZERO = fen(0);

export const add = (...parts: Fen[]): Fen => fen(parts.reduce<number>((total, part) => total + part, 0));
export const sub = (from: Fen, amount: Fen): Fen => fen(from - amount);
export const negate = (amount: Fen): Fen => fen(amount === 0 ? 0 : -amount);
export const minFen = (a: Fen, b: Fen): Fen => (a < b ? a : b);

const YUAN = /^(-?)(\d{1,11})(?:\.(\d{1,2})(0*))?$/;

/**
 * Reads a yuan text such as `446.20` digit by digit; never through a float (`0.29 * 100` is 28.999…).
 * Trailing zeros beyond two decimals are allowed, other digits there are not.
 * @returns fen, or null when the text is not an amount.
 */
export function parseYuan(text: string): Fen | null {
  const match = YUAN.exec(text.trim());
  if (!match) return null;
  const [, sign, yuan = '0', decimals = ''] = match;
  const value = Number(yuan) * 100 + Number(decimals.padEnd(2, '0'));
  if (value > MAX_FEN) return null;
  return fen(sign === '-' && value !== 0 ? -value : value);
}

/** Writes fen as a yuan text with two decimals: 44620 → `446.20`. */
export function toYuan(amount: Fen): string {
  const digits = String(Math.abs(amount)).padStart(3, '0');
  return `${amount < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
