import { lateOf, measuredOf, percentile } from './figures';
import { Random } from './random';

it.each([
  [[], 50, 0],
  [[7], 99, 7],
  [[3, 1, 2], 50, 2],
  [Array.from({ length: 100 }, (_, index) => index + 1), 99, 99],
])('takes the percentile by nearest rank: %j p%d', (values, p, wanted) => {
  expect(percentile(values, p)).toBe(wanted);
});

it('says what is late', () => {
  const measured = measuredOf([10, 20, 1500]);
  expect(lateOf('asked', measured, 2000)).toEqual([]);
  expect(lateOf('asked', measured, 1000)).toEqual(['asked: 1500 ms at p99, not within 1000 ms']);
});

it('draws the same from the same seed', () => {
  const draw = (seed: number): number[] => {
    const random = new Random(seed);
    return Array.from({ length: 20 }, () => random.below(1000));
  };
  expect(draw(5)).toEqual(draw(5));
  expect(draw(5)).not.toEqual(draw(6));
  expect(draw(0).some((value) => value > 0)).toBe(true);
});

it('shuffles without losing anybody', () => {
  const items = ['a', 'b', 'c', 'd', 'e', 'f'];
  expect(new Random(3).shuffled(items).sort((one, other) => one.localeCompare(other))).toEqual(items);
});
