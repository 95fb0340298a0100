/**
 * The numbers Meridian gives to the outside. Every one starts with the shard, so that a callback or a bill row
 * finds its order without a global lookup and uniqueness per shard is global (settlement.md part 2).
 *
 * orderNo       = shard(2) yymmdd(6) sequence(10)     18 characters, Crockford base32
 * collectionNo  = orderNo generation(1)               one per order generation
 * outTradeNo    = collectionNo leg(1) attempt(2)      22 characters
 * refundNo      = orderNo r sequence(1)               the refund child
 * outRefundNo   = collectionNo 'R' refund(2) try(1)   23 characters
 */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Writes a whole number in Crockford base32, left-padded with zeros. @throws RangeError when it does not fit. */
export function base32(value: number | bigint, width: number): string {
  let rest = BigInt(value);
  if (rest < 0n) throw new RangeError('base32 of a negative number');
  let text = '';
  for (let i = 0; i < width; i++) {
    text = ALPHABET[Number(rest % 32n)] + text;
    rest /= 32n;
  }
  if (rest !== 0n) throw new RangeError(`${value} does not fit in ${width} base32 characters`);
  return text;
}

export function fromBase32(text: string): number {
  let value = 0;
  for (const character of text) {
    const digit = ALPHABET.indexOf(character);
    if (digit < 0) throw new RangeError(`not base32: ${text}`);
    value = value * 32 + digit;
  }
  return value;
}

export const ORDER_NO = /^[0-9A-HJKMNP-TV-Z]{2}\d{6}[0-9A-HJKMNP-TV-Z]{10}$/;

/** @param day business day `2026-11-22` @param sequence from the service's own sequence */
export const orderNoOf = (shard: string, day: string, sequence: number | bigint): string =>
  `${shard}${day.slice(2).replace(/-/g, '')}${base32(sequence, 10)}`;

export const isOrderNo = (text: unknown): text is string => typeof text === 'string' && ORDER_NO.test(text);

export const collectionNoOf = (orderNo: string, generation: number): string => `${orderNo}${base32(generation, 1)}`;
export const outTradeNoOf = (collectionNo: string, legNo: number, attemptNo: number): string =>
  `${collectionNo}${base32(legNo, 1)}${base32(attemptNo, 2)}`;
export const outRefundNoOf = (collectionNo: string, refundSeq: number, attemptNo: number): string =>
  `${collectionNo}R${base32(refundSeq, 2)}${base32(attemptNo, 1)}`;
export const refundNoOf = (orderNo: string, sequence: number): string => `${orderNo}r${base32(sequence, 1)}`;

export const orderNoIn = (childNo: string): string => childNo.slice(0, 18);
export const collectionNoIn = (outTradeNo: string): string => outTradeNo.slice(0, 19);

/** A command's key at its owner: `orderNo.generation.verb`. */
export const commandKey = (orderNo: string, generation: number, verb: string): string => `${orderNo}.${generation}.${verb}`;
