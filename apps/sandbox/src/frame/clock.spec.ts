import { SandboxClock } from './clock';

const frozen = () => new SandboxClock(() => 1_000_000);

it('is real time plus an offset', () => {
  const clock = frozen();
  clock.set(500);
  clock.advance(250);
  expect({ now: clock.now(), offsetMs: clock.offsetMs }).toEqual({ now: 1_000_750, offsetMs: 750 });
  expect(() => clock.set(0.5)).toThrow(RangeError);
});

it('runs what a jump passed, in order of the due instants, and tells each its own', () => {
  const clock = frozen();
  const seen: string[] = [];
  clock.at(1_000_300, (due) => void seen.push(`c ${due}`));
  clock.at(1_000_100, (due) => void seen.push(`a ${due}`));
  clock.at(1_000_100, (due) => void seen.push(`b ${due}`));
  clock.at(1_001_000, () => void seen.push('later'));
  clock.advance(300);
  expect(seen).toEqual(['a 1000100', 'b 1000100', 'c 1000300']);
});

it('runs a timer that a timer set, when that is due as well', () => {
  const clock = frozen();
  const seen: number[] = [];
  clock.at(1_000_010, (due) => {
    clock.at(due + 10, (next) => void seen.push(next));
  });
  clock.advance(20);
  expect(seen).toEqual([1_000_020]);
});

it('never runs a timer within the call that sets it, and does not run a cancelled one', async () => {
  const clock = frozen();
  const seen: string[] = [];
  clock.at(0, () => void seen.push('past'));
  const cancel = clock.at(0, () => void seen.push('cancelled'));
  expect(seen).toEqual([]);
  cancel();
  await clock.idle();
  expect(seen).toEqual(['past']);
});

it('follows real time without being moved', async () => {
  const clock = new SandboxClock();
  const before = clock.now();
  await clock.sleep(5);
  expect(clock.now() - before).toBeGreaterThanOrEqual(5);
});

it('is idle only when started actions have ended', async () => {
  const clock = frozen();
  const seen: string[] = [];
  clock.at(1_000_001, async () => {
    await new Promise(setImmediate);
    seen.push('ended');
  });
  clock.advance(1);
  expect(seen).toEqual([]);
  await clock.idle();
  expect(seen).toEqual(['ended']);
});

it('cancels a group without touching other timers', () => {
  const clock = frozen();
  const seen: string[] = [];
  const group = clock.group();
  group.at(1_000_001, () => void seen.push('group'));
  clock.at(1_000_001, () => void seen.push('other'));
  group.cancelAll();
  clock.advance(1);
  expect(seen).toEqual(['other']);
});
