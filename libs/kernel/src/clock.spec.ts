import fc from 'fast-check';
import { beijingDigits, beijingRfc3339, beijingTime, businessDay, parseBeijingTime } from './clock';

const at = (text: string): number => Date.parse(text);

it('changes the business day at midnight in Beijing, not in Greenwich', () => {
  expect(businessDay(at('2026-11-22T23:59:59.999+08:00'))).toBe('2026-11-22');
  expect(businessDay(at('2026-11-23T00:00:00.000+08:00'))).toBe('2026-11-23');
  expect(businessDay(at('2026-11-22T00:00:00Z'))).toBe('2026-11-22');
  expect(businessDay(at('2026-11-22T15:59:59Z'))).toBe('2026-11-22');
  expect(businessDay(at('2026-11-22T16:00:00Z'))).toBe('2026-11-23');
  expect(businessDay(at('2026-12-31T16:00:00Z'))).toBe('2027-01-01');
  expect(businessDay(at('2028-02-28T16:00:00Z'))).toBe('2028-02-29');
});

it('writes one instant in the three forms of the parties', () => {
  const instant = at('2026-01-02T03:04:05.678+08:00');
  expect(beijingTime(instant)).toBe('2026-01-02 03:04:05');
  expect(beijingRfc3339(instant)).toBe('2026-01-02T03:04:05+08:00');
  expect(beijingDigits(instant)).toBe('20260102030405');
});

it('reads what it writes, whatever the zone of the machine', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: at('2099-12-31T00:00:00Z') / 1000 }), (seconds) => {
      const instant = seconds * 1000;
      expect(parseBeijingTime(beijingTime(instant))).toBe(instant);
      expect(Date.parse(beijingRfc3339(instant))).toBe(instant);
      expect(beijingTime(instant).startsWith(businessDay(instant))).toBe(true);
    }),
  );
});

it.each([
  '',
  '2026-11-22',
  '2026-11-22T10:00:00',
  '2026-11-22 10:00',
  '2026-13-01 10:00:00',
  '2026-02-30 10:00:00',
  '2026-11-22 24:00:00',
  '2026-11-22 10:60:00',
  '2026-11-22 10:00:00 ',
  '0000-00-00 00:00:00',
])('reads %j as no time', (text) => {
  expect(parseBeijingTime(text)).toBeNull();
});
