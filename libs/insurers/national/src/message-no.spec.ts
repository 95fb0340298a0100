import { checkConfig } from './config';
import { messageNoOf, signInMessageNo } from './message-no';
import { configAt, NOW } from './testing/setting';

const within = (first: number, last: number) => checkConfig(configAt('http://127.0.0.1:9', { sequence: { first, last } }));

describe('message id', () => {
  it('is institution, Beijing time and sequence', () => {
    expect(messageNoOf(within(5000, 9999), NOW, 1)).toBe('H45020000001202611221000005001');
  });

  it('keeps to the range agreed with the window and leaves its last number to sign-ins', () => {
    const config = within(7, 11);
    const tails = Array.from({ length: 10 }, (_, sequence) => messageNoOf(config, NOW, sequence).slice(-4));
    expect([...new Set(tails)]).toEqual(['0007', '0008', '0009', '0010']);
    expect(signInMessageNo(config, NOW).slice(-4)).toBe('0011');
  });

  it.each([-1, 0.5, Number.NaN])('refuses %d as a sequence', (sequence) => {
    expect(() => messageNoOf(within(5000, 9999), NOW, sequence)).toThrow(RangeError);
  });
});
