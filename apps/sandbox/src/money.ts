/** Whole fen, |x| ≤ 10^12. The sandbox keeps its own arithmetic: code shared with Meridian would be wrong together with it. */
export type Fen = number;

export const MAX_FEN = 1_000_000_000_000;

/** One whole, in the ten-thousandths that proportions are kept in: 0.05 is 500. */
export const WHOLE = 10_000;

const DECIMAL = /^(-?)(\d{1,16})(?:\.(\d{1,16}))?$/;

/**
 * Reads a JSON number or a decimal text as a whole number of 10^-scale, digit by digit.
 * Null when it is no plain decimal or has more decimals than `scale` (trailing zeros aside).
 */
export function decimal(value: unknown, scale: number): bigint | null {
  if (typeof value !== 'number' && typeof value !== 'string') return null;
  const match = DECIMAL.exec(String(value));
  if (!match) return null;
  const [, sign, whole = '0', tail = ''] = match;
  const decimals = tail.replace(/0+$/, '');
  if (decimals.length > scale) return null;
  const units = BigInt(whole + decimals.padEnd(scale, '0'));
  return sign === '-' ? -units : units;
}

/** Reads yuan as fen; null when it is no amount. */
export function fenOf(value: unknown): Fen | null {
  const units = decimal(value, 2);
  return units === null || units > MAX_FEN || units < -MAX_FEN ? null : Number(units);
}

/** Yuan as the JSON number the centre sends: 44620 is 446.2. Exact, because the nearest double prints its two decimals. */
export const yuan = (amount: Fen): number => amount / 100;

/** Divides and rounds half up; for amounts that are not negative. */
const divide = (numerator: bigint, denominator: bigint): Fen => Number((numerator * 2n + denominator) / (denominator * 2n));

const QUANTITY_SCALE = 4;
const PRICE_SCALE = 6;

/** quantity (≤ 4 decimals) × unit price in yuan (≤ 6 decimals), rounded half up to the fen; null when either is no such decimal. */
export function extend(quantity: unknown, unitPrice: unknown): Fen | null {
  const [count, price] = [decimal(quantity, QUANTITY_SCALE), decimal(unitPrice, PRICE_SCALE)];
  if (count === null || price === null || count < 0n || price < 0n) return null;
  return divide(count * price, 10n ** BigInt(QUANTITY_SCALE + PRICE_SCALE - 2));
}

/** A proportion in ten-thousandths of an amount, rounded half up to the fen. */
export const shareOf = (amount: Fen, tenThousandths: number): Fen => divide(BigInt(amount) * BigInt(tenThousandths), BigInt(WHOLE));

export const sum = (amounts: Iterable<Fen>): Fen => {
  let total = 0;
  for (const amount of amounts) total += amount;
  return total;
};

/** The opposite amount, never the -0 that JSON cannot carry. */
export const opposite = (amount: Fen): Fen => (amount === 0 ? 0 : -amount);
