import { Circuit } from './circuit';

describe('Circuit', () => {
  const circuit = () => new Circuit({ opensAfter: 3, restMs: 100 });

  it('opens after sick answers in a row only', () => {
    const it = circuit();
    for (const healthy of [false, false, true, false, false]) it.record(healthy, 0);
    expect(it.admits(1)).toBe(true);
    it.record(false, 2);
    expect(it.admits(3)).toBe(false);
  });

  it('lets one call try after the rest, and closes when that one is healthy', () => {
    const it = circuit();
    for (let i = 0; i < 3; i++) it.record(false, 0);
    expect([it.admits(99), it.admits(100), it.admits(101)]).toEqual([false, true, false]);
    it.record(true, 110);
    expect(it.admits(111)).toBe(true);
  });

  it('rests again when the trying call is sick', () => {
    const it = circuit();
    for (let i = 0; i < 3; i++) it.record(false, 0);
    expect(it.admits(100)).toBe(true);
    it.record(false, 150);
    expect([it.admits(249), it.admits(250)]).toEqual([false, true]);
  });
});
