import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { IsFen, IsKey, IsListOf, IsName, IsPart, IsText, Maybe } from '@meridian/contracts/fields';
import type { FieldError } from '@meridian/kernel/outcome';
import { IsIn, IsObject, Length } from 'class-validator';
import fc from 'fast-check';
import { validate } from './validation';

class Line {
  @IsName() itemCode: string;
  @IsFen() amountFen: number;
}

class Address {
  @IsText(10) street: string;
  @IsPart(() => Line) @Maybe() line?: Line;
}

class Bill {
  @IsKey() key: string;
  @IsListOf(() => Line, 1, 3) lines: Line[];
  @IsPart(() => Address) @Maybe() address?: Address;
  @IsIn(['a', 'b']) @Maybe() kind?: string;
  @IsObject() @Maybe() free?: object;
  /** A constraint that the table of messages does not know. */
  @Length(2, 3) @Maybe() odd?: string;
}

const GOOD = { key: 'key-0123456789abcdef', lines: [{ itemCode: 'x', amountFen: 1 }] };

const faultsOf = (plain: unknown): readonly FieldError[] => {
  const outcome = validate(Bill, plain);
  if (outcome.ok) return [];
  expect(outcome.code).toBe('REQUEST_INVALID');
  return outcome.fields ?? [];
};
const told = (plain: unknown): string[] => faultsOf(plain).map(({ field, code }) => `${field} ${code}`);

it('gives back the typed message, nested classes included', () => {
  const outcome = validate(Bill, { ...GOOD, address: { street: 's', line: { itemCode: 'y', amountFen: 2 } }, free: { any: null } });
  if (!outcome.ok) throw new Error(JSON.stringify(outcome));
  expect(outcome.value).toBeInstanceOf(Bill);
  expect(outcome.value.lines[0]).toBeInstanceOf(Line);
  expect(outcome.value.address?.line).toBeInstanceOf(Line);
});

it.each([
  ['an unknown field', { ...GOOD, extra: 1 }, ['/extra FIELD_UNKNOWN']],
  ['an unknown field inside', { ...GOOD, address: { street: 's', zip: 1 } }, ['/address/zip FIELD_UNKNOWN']],
  ['an unknown field in a list', { ...GOOD, lines: [{ ...GOOD.lines[0], x: 1 }] }, ['/lines/0/x FIELD_UNKNOWN']],
  ['a name with the signs of a pointer', { ...GOOD, 'a/b~c': 1 }, ['/a~1b~0c FIELD_UNKNOWN']],
  [
    'a field two levels down',
    { ...GOOD, address: { street: 's', line: { itemCode: 'x', amountFen: -1 } } },
    ['/address/line/amountFen FIELD_MIN'],
  ],
  [
    'the third entry of a list',
    { ...GOOD, lines: [...GOOD.lines, ...GOOD.lines, { itemCode: 'x', amountFen: 0.5 }] },
    ['/lines/2/amountFen FIELD_IS_INT'],
  ],
  ['too many entries', { ...GOOD, lines: Array(4).fill(GOOD.lines[0]) }, ['/lines FIELD_ARRAY_MAX_SIZE']],
  ['no entry', { ...GOOD, lines: [] }, ['/lines FIELD_ARRAY_MIN_SIZE']],
  ['a list for an object', { ...GOOD, address: [] }, ['/address FIELD_IS_OBJECT']],
  ['a list in a list', { ...GOOD, lines: [[]] }, ['/lines FIELD_IS_OBJECT']],
  ['an unknown constraint', { ...GOOD, odd: 'x' }, ['/odd FIELD_IS_LENGTH']],
  ['null for an optional field', { ...GOOD, kind: null }, ['/kind FIELD_IS_NULL']],
  ['null for an optional object inside', { ...GOOD, address: { street: 's', line: null } }, ['/address/line FIELD_IS_NULL']],
])('points at %s', (_what, plain, expected) => {
  expect(told(plain)).toEqual(expected);
});

it('tells of every field at once, in both languages, without the value', () => {
  const faults = faultsOf({ key: 'hunter2', lines: 'hunter2', address: { street: 'hunter2-hunter2' }, kind: 'hunter2' });
  expect(new Set(faults.map(({ field }) => field))).toEqual(new Set(['/key', '/lines', '/address/street', '/kind']));
  for (const { message } of faults) {
    expect(message.zh).toMatch(/\p{Script=Han}/u);
    expect(message.en).toMatch(/^[a-z]/);
  }
  expect(JSON.stringify(faults)).not.toContain('hunter2');
});

it.each([[null], [undefined], [1], ['x'], [true], [[]], [[GOOD]]])('refuses %p, which is no object', (plain) => {
  expect(told(plain)).toEqual([' FIELD_IS_OBJECT']);
});

it('cannot be led around the check by a name that objects inherit', () => {
  for (const name of ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'then']) {
    const outcome = validate(Bill, JSON.parse(`{"key":"${GOOD.key}","lines":[{"itemCode":"x","amountFen":1}],"${name}":{"x":1}}`));
    if (outcome.ok) expect(Object.getPrototypeOf(outcome.value)).toBe(Bill.prototype);
    if (outcome.ok) expect(JSON.parse(JSON.stringify(outcome.value))).toEqual(GOOD);
  }
  expect(({} as { x?: number }).x).toBeUndefined();
});

it('never throws, and never takes what is not a bill, whatever JSON comes', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), (plain) => {
      expect(validate(Bill, plain).ok).toBe(false);
    }),
  );
  fc.assert(
    fc.property(fc.constantFrom('key', 'lines', 'address', 'kind', 'free', 'odd'), fc.jsonValue({ maxDepth: 3 }), (field, value) => {
      const outcome = validate(Bill, { ...GOOD, [field]: value });
      if (outcome.ok) expect(JSON.parse(JSON.stringify(outcome.value))).toEqual(JSON.parse(JSON.stringify({ ...GOOD, [field]: value })));
    }),
  );
});

it('has words of its own for every constraint the messages of Meridian use', () => {
  const contracts = dirname(require.resolve('@meridian/contracts/fields'));
  const files = readdirSync(contracts, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.(contract|event|message)\.ts$/.test(file),
  );
  const classes = files
    .flatMap((file) => Object.values(require(join(contracts, file)) as object))
    .filter((one) => typeof one === 'function');
  const vague = classes.flatMap((message: new () => object) => {
    try {
      const outcome = validate(message, { surprise: 1 });
      return outcome.ok
        ? []
        : (outcome.fields ?? []).filter((fault) => fault.message.en === 'is not valid').map((fault) => `${message.name}${fault.field}`);
    } catch {
      return []; // A factory of contracts, not a message.
    }
  });
  expect(vague).toEqual([]);
});
