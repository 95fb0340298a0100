import { addedMs, difference, per, percentile, short, type Timeline, unionMs } from './figures';

describe('a percentile', () => {
  it('is one of the values, the nearest rank', () => {
    const values = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect([1, 50, 99, 100].map((rank) => percentile(values, rank))).toEqual([1, 50, 99, 100]);
    expect(percentile([7], 99)).toBe(7);
  });

  it('of nothing is no number', () => {
    expect(percentile([], 50)).toBeNaN();
  });
});

describe('the union of spans', () => {
  it.each([
    ['none', [], 0],
    [
      'one after the other',
      [
        [0, 10],
        [20, 25],
      ],
      15,
    ],
    [
      'in any order',
      [
        [20, 25],
        [0, 10],
      ],
      15,
    ],
    [
      'overlapping',
      [
        [0, 10],
        [5, 12],
      ],
      12,
    ],
    [
      'one inside another',
      [
        [0, 10],
        [2, 3],
        [9, 11],
      ],
      11,
    ],
  ])('%s', (_name, spans, expected) => {
    expect(unionMs((spans as [number, number][]).map(([from, to]) => ({ from, to })))).toBe(expected);
  });
});

describe('what Meridian adds', () => {
  const timeline: Timeline = { settledAt: 100, payableAt: 150, calledBackAt: 1000, confirmedAt: 1040, outside: [] };

  it('is both waits of the patient, not the time between', () => {
    expect(addedMs(timeline)).toBe(90);
  });

  it('leaves out what the outside parties took in them, once', () => {
    const outside = [
      { from: 110, to: 130 },
      { from: 120, to: 135 },
      { from: 1010, to: 1020 },
    ];
    expect(addedMs({ ...timeline, outside })).toBe(55);
  });

  it('does not take away what was outside of the waits', () => {
    const outside = [
      { from: 50, to: 105 },
      { from: 140, to: 1005 },
      { from: 1039, to: 2000 },
    ];
    expect(addedMs({ ...timeline, outside })).toBe(90 - 5 - 10 - 5 - 1);
  });
});

it('differences count what is new as a whole, and what did not move as nothing', () => {
  expect(difference({ a: 3, b: 5 }, { a: 7, b: 5, c: 2 })).toEqual({ a: 4, b: 0, c: 2 });
  expect(per({ a: 4, b: 0 }, 8)).toEqual({ a: 0.5, b: 0 });
});

it.each([
  [1234.5, '1235'],
  [12.345, '12.3'],
  [1.2345, '1.23'],
  [0.12345, '0.123'],
  [Number.NaN, '-'],
])('%s is printed as %s', (value, text) => {
  expect(short(value)).toBe(text);
});
