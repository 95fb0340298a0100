import { FAULTS, HAPPENINGS } from './faults';
import { Heap } from './heap';
import { LAWS } from './laws/law';
import { live } from './live';
import { Random } from './random';
import { chunksOf, lives, Sum } from './run';
import { figuresOf, tableOf } from './table';

describe('the simulation of the money core', () => {
  it('keeps every law over a slice of lives in which everything goes wrong that can', () => {
    const sum = new Sum();
    for (const chunk of chunksOf({ firstSeed: 1, flows: 4000 })) sum.add(lives(chunk.firstSeed, chunk.flows));
    expect(sum.breaks).toEqual([]);
    // A slice in which nothing ever went wrong, or no law was ever read, would show nothing.
    const never = (counts: ReadonlyMap<string, { n: number }>, names: readonly string[]) => names.filter((name) => !counts.get(name)?.n);
    expect(never(sum.tally.faults, FAULTS)).toEqual([]);
    expect(never(sum.tally.happened, HAPPENINGS)).toEqual([]);
    expect(never(sum.tally.laws, LAWS)).toEqual([]);
    for (const end of ['CONFIRMED', 'CANCELLED', 'in a case']) expect(sum.tally.ends.get(end)?.n).toBeGreaterThan(100);
    const table = tableOf(figuresOf(sum, { firstSeed: 1, cpuSeconds: 1, workers: 1 }));
    expect(table).toMatch(/laws broken +0/);
  });

  it('lives the same life again from the same seed, told or not', () => {
    const [once, again, told] = [live(77), live(77), live(77, { trace: true })];
    expect([again.hash, told.hash]).toEqual([once.hash, once.hash]);
    expect([again.events, told.events]).toEqual([once.events, once.events]);
    expect(live(78).hash).not.toBe(once.hash);
    expect(lives(5, 40).hash).toBe(lives(5, 40).hash);
  });

  it('comes to the same whoever lives which part of the seeds first', () => {
    const chunks = [lives(1, 30), lives(31, 30), lives(61, 30)];
    const [inOrder, backwards] = [new Sum(), new Sum()];
    for (const chunk of chunks) inOrder.add(chunk);
    for (const chunk of chunks.reverse()) backwards.add(chunk);
    expect(backwards.hash).toBe(inOrder.hash);
    expect(backwards.tally).toEqual(inOrder.tally);
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
    expect(seen).toEqual([...seen].sort((a, b) => (a < b ? -1 : 1)));
    expect([heap.size, heap.pop()]).toEqual([0, undefined]);
  });
});

describe('chance', () => {
  it('is the same from the same seed, and fair', () => {
    const draw = (seed: number): number[] => {
      const random = new Random(seed);
      return Array.from({ length: 100 }, () => random.next());
    };
    expect(draw(9)).toEqual(draw(9));
    expect(draw(9)).not.toEqual(draw(10));
    const random = new Random(4);
    const mean = Array.from({ length: 10_000 }, () => random.next()).reduce((sum, one) => sum + one, 0) / 10_000;
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.02);
    expect(Array.from({ length: 100 }, () => random.between(2, 4)).every((one) => one >= 2 && one <= 4)).toBe(true);
    expect([random.chance(0), random.pick(['only'])]).toEqual([false, 'only']);
  });
});
