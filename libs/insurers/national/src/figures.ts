import { type Fen, toYuan } from '@meridian/kernel/fen';
import type { CheckedConfig } from './config';

/** A number on the wire: a JSON number, or a JSON string where the profile says so. */
export type Figure = number | string;

/** A decimal text of at most 15 significant digits survives the way through a double and back unchanged. */
const DECIMAL = /^\d{1,9}(?:\.\d{1,6})?$/;

const figure = (config: CheckedConfig, text: string): Figure => (config.profile.numbersAsStrings ? text : Number(text));

export const yuan = (config: CheckedConfig, amount: Fen): Figure => figure(config, toYuan(amount));

/** A quantity or a unit price. @throws RangeError when it is not a decimal text: a mistake of the caller, and nothing has left yet */
export function decimal(config: CheckedConfig, text: string): Figure {
  if (!DECIMAL.test(text)) throw new RangeError('a quantity or unit price is not a decimal text');
  return figure(config, text);
}
