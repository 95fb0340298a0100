import { setImmediate } from 'node:timers/promises';
import { childOf, currentTrace, inTrace, isTraceParent, newTrace, traceIdOf } from './trace';

const PARENT = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

it('makes trace parents of its own that it knows again, none like another', () => {
  const made = Array.from({ length: 100 }, newTrace);
  expect(made.every(isTraceParent)).toBe(true);
  expect(new Set(made.map(traceIdOf)).size).toBe(100);
});

it.each([
  '',
  'x',
  '00-00000000000000000000000000000000-00f067aa0ba902b7-01',
  '00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01',
  '00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01',
  '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7',
  `${PARENT}\r\nX-Evil: 1`,
  undefined,
  7,
])('does not take %j for one', (text) => {
  expect(isTraceParent(text)).toBe(false);
});

it('keeps the trace and changes the span', () => {
  const child = childOf(PARENT);
  expect(traceIdOf(child)).toBe(traceIdOf(PARENT));
  expect(child).not.toBe(PARENT);
  expect(isTraceParent(child)).toBe(true);
});

it('starts a trace where there is none to follow', () => {
  for (const none of [undefined, 'x', '00-00000000000000000000000000000000-00f067aa0ba902b7-01'])
    expect(isTraceParent(childOf(none))).toBe(true);
  expect(traceIdOf(undefined)).toBeUndefined();
  expect(traceIdOf('x')).toBeUndefined();
});

it('is carried through everything that is awaited, and kept apart from what runs beside', async () => {
  const other = newTrace();
  const seen = async (): Promise<string | undefined> => {
    await setImmediate();
    return traceIdOf(currentTrace());
  };
  expect(await Promise.all([inTrace(PARENT, seen), inTrace(other, seen), seen()])).toEqual([
    traceIdOf(PARENT),
    traceIdOf(other),
    undefined,
  ]);
  expect(currentTrace()).toBeUndefined();
});
