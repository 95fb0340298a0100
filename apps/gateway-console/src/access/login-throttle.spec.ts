import { HandClock } from '@meridian/gateway-kit/testing/edge';
import { LoginThrottle } from './login-throttle';

const MINUTE = 60_000;

let clock: HandClock;
let throttle: LoginThrottle;
beforeEach(() => {
  clock = new HandClock(0);
  throttle = new LoginThrottle(clock);
});

const takeTimes = (count: number, operatorId = 'a', address = '10.0.0.1'): number =>
  Array.from({ length: count }, () => throttle.take(operatorId, address)).at(-1) ?? 0;

test('the sixth wrong password of one name from one address has to wait', () => {
  expect(takeTimes(5)).toBe(0);
  expect(throttle.take('a', '10.0.0.1')).toBe(15 * MINUTE);
});

test('the wait shrinks, and ends when the oldest attempt is a quarter of an hour old', () => {
  takeTimes(1);
  clock.at = 5 * MINUTE;
  takeTimes(4);
  expect(throttle.take('a', '10.0.0.1')).toBe(10 * MINUTE);
  clock.at = 15 * MINUTE;
  expect(throttle.take('a', '10.0.0.1')).toBe(0);
});

test('a refused attempt does not make the wait longer', () => {
  takeTimes(5);
  clock.at = 10 * MINUTE;
  expect(takeTimes(3)).toBe(5 * MINUTE);
});

test('a stranger elsewhere does not lock the operator out', () => {
  takeTimes(5, 'a', '10.0.0.66');
  expect(throttle.take('a', '10.0.0.1')).toBe(0);
});

test('many names from one address have to wait', () => {
  for (let n = 0; n < 30; n++) expect(throttle.take(`name-${n}`, '10.0.0.66')).toBe(0);
  expect(throttle.take('one more', '10.0.0.66')).toBeGreaterThan(0);
});

test('many addresses with one name have to wait', () => {
  for (let n = 0; n < 50; n++) expect(throttle.take('a', `10.0.1.${n}`)).toBe(0);
  expect(throttle.take('a', '10.0.2.1')).toBeGreaterThan(0);
});

test('a right password takes back its own attempt and no other', () => {
  takeTimes(5);
  throttle.giveBack('a', '10.0.0.1');
  expect(throttle.take('a', '10.0.0.1')).toBe(0);
  expect(throttle.take('a', '10.0.0.1')).toBeGreaterThan(0);
});
