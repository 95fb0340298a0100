import { Numbers } from './numbers';
import { shanghaiDay, shanghaiDigits, shanghaiRfc3339, shanghaiTime } from './time';

it('gives the same numbers for the same seed and others for another', () => {
  const draw = (seed: string) => {
    const numbers = new Numbers(seed);
    return [numbers.digits(28), numbers.hex(20), numbers.uuid()];
  };
  expect(draw('a')).toEqual(draw('a'));
  expect(draw('a')).not.toEqual(draw('b'));
  expect(draw('a')).toEqual([
    expect.stringMatching(/^\d{28}$/),
    expect.stringMatching(/^[0-9a-f]{20}$/),
    expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/),
  ]);
});

it('does not repeat itself', () => {
  const numbers = new Numbers('a');
  const drawn = Array.from({ length: 1_000 }, () => numbers.digits(16));
  expect(new Set(drawn).size).toBe(1_000);
});

it('writes instants in Shanghai time', () => {
  const at = Date.UTC(2026, 10, 21, 16, 5, 9);
  expect([shanghaiDay(at), shanghaiTime(at), shanghaiRfc3339(at), shanghaiDigits(at)]).toEqual([
    '2026-11-22',
    '2026-11-22 00:05:09',
    '2026-11-22T00:05:09+08:00',
    '20261122000509',
  ]);
});
