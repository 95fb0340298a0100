import { byItemCode } from '../catalogue';
import type { Numbers } from '../frame/numbers';
import type { NewLine } from './hospital';

type Recipe = readonly (readonly (readonly [itemCode: string, quantity: string])[])[];

/** mixed: the rows of the worked example G.3 E1, the 200.00 examination on a sheet of its own. small: 86.40, below every deductible. */
const RECIPES: Readonly<Record<string, Recipe>> = {
  mixed: [
    [
      ['D0001', '2'],
      ['D0002', '1'],
      ['D0003', '1'],
    ],
    [['E0001', '1']],
  ],
  small: [[['D0005', '3']]],
};

const COMMON = ['D0001', 'D0002', 'D0004', 'D0005', 'D0006', 'L0001', 'L0002', 'D0003', 'O0001'];
const EXAMINATIONS = ['E0001', 'E0002'];

export const TEMPLATES = ['mixed', 'small', 'generated'] as const;
export type Template = (typeof TEMPLATES)[number];

/** The sheets of a template; `generated` draws two to four items, and for every second visit an examination on a second sheet. */
export function sheetsOf(template: string, numbers: Numbers): readonly (readonly NewLine[])[] {
  return (RECIPES[template] ?? generated(numbers)).map((lines) => lines.map(([itemCode, quantity]) => line(itemCode, quantity)));
}

function generated(numbers: Numbers): Recipe {
  const draws = numbers.digits(8).split('').map(Number);
  const [count = 0, start = 0, second = 0, which = 0, ...quantities] = draws;
  const items = Array.from({ length: 2 + (count % 3) }, (_, index): readonly [string, string] => [
    COMMON[(start + index * 2) % COMMON.length] ?? 'D0001',
    String(1 + ((quantities[index] ?? 0) % 3)),
  ]);
  return second % 2 === 0 ? [items] : [items, [[EXAMINATIONS[which % 2] ?? 'E0001', '1']]];
}

/** @throws RangeError for an item the hospital does not have */
export function line(itemCode: string, quantity: string): NewLine {
  const item = byItemCode.get(itemCode);
  if (item === undefined) throw new RangeError(`no item ${itemCode}`);
  return { item, quantity };
}
