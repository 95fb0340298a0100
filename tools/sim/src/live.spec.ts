import { Heap } from './heap';
import { live } from './live';
import { Random } from './random';
import { figuresOf, tableOf } from './run';

describe('the simulation of the money core', () => {
  it('keeps every law over a slice of lives', () => {
    const figures = figuresOf(1, 3000);
    expect(figures.broken).toEqual([]);
    expect(tableOf(figures)).toContain('laws broken                  0');
    // A slice in which nothing ever went wrong would show nothing.
    expect(figures.counts).toMatchObject({ CONFIRMED: expect.any(Number), CANCELLED: expect.any(Number), 'in a case': expect.any(Number) });
  });

  it('lives the same life again from the same seed, told or not', () => {
    const [once, again, told] = [live(77), live(77), live(77, { trace: true })];
    expect([again.hash, told.hash]).toEqual([once.hash, once.hash]);
    expect([again.events, told.events]).toEqual([once.events, once.events]);
    expect(live(78).hash).not.toBe(once.hash);
    expect(figuresOf(5, 40).hash).toBe(figuresOf(5, 40).hash);
  });

  it('tells a life line by line: when, who, what', () => {
    const { lines } = live(1, { trace: true });
    expect(lines?.length).toBeGreaterThan(20);
    expect(lines?.[0]).toMatch(/^00:01:00\.000 people {6}create/);
    expect(live(1).lines).toBeNull();
  });
});

describe('later things', () => {
  it('come by time, and at one time in the order they were asked for', () => {
    const heap = new Heap();
    const seen: string[] = [];
    const random = new Random(3);
    const times = Array.from({ length: 200 }, () => random.between(0, 20));
    for (const [index, at] of times.entries())
      heap.push(at, () => seen.push(`${String(at).padStart(2, '0')}.${String(index).padStart(3, '0')}`));
    let before = 0;
    for (let at = heap.peek(); at !== undefined; at = heap.peek()) {
      expect(at).toBeGreaterThanOrEqual(before);
      before = at;
      heap.pop()?.();
    }
    expect(seen).toHaveLength(200);
    expect(seen).toEqual([...seen].sort());
    expect([heap.size, heap.pop()]).toEqual([0, undefined]);
  });
});

describe('chance', () => {
  it('is the same from the same seed, and fair', () => {
    const draw = (seed: number) => Array.from({ length: 1000 }, (_, index) => (index === 0 ? new Random(seed) : undefined)?.next() ?? 0);
    expect(draw(9)).toEqual(draw(9));
    const random = new Random(4);
    const mean = Array.from({ length: 10_000 }, () => random.next()).reduce((sum, one) => sum + one, 0) / 10_000;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.02);
    expect(Array.from({ length: 100 }, () => random.between(2, 4)).every((one) => one >= 2 && one <= 4)).toBe(true);
    expect([random.chance(0), random.pick(['only'])]).toEqual([false, 'only']);
  });
});
