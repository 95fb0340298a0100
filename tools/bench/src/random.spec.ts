import { arrivals, randomOf } from './random';

it('the same seed gives the same numbers, another others', () => {
  const draw = (seed: string): number[] => Array.from({ length: 5 }, randomOf(seed));
  expect(draw('1')).toEqual(draw('1'));
  expect(draw('1')).not.toEqual(draw('2'));
  expect(Math.min(...draw('1'))).toBeGreaterThanOrEqual(0);
  expect(Math.max(...draw('1'))).toBeLessThan(1);
});

it('arrivals come as often as asked for, in order, within the time, and not evenly', () => {
  const instants = arrivals(50, 400, randomOf('1'));
  expect(instants.length).toBeGreaterThan(19_000);
  expect(instants.length).toBeLessThan(21_000);
  expect(instants.at(-1)).toBeLessThan(400_000);
  const gaps = instants.slice(1).map((at, index) => at - (instants[index] ?? 0));
  expect(Math.min(...gaps)).toBeGreaterThan(0);
  // Of exponential gaps, 1 - 1/e are shorter than their mean.
  expect(gaps.filter((gap) => gap < 20).length / gaps.length).toBeCloseTo(1 - 1 / Math.E, 1);
});
