import { setImmediate } from 'node:timers/promises';
import {
  currentTrace,
  currentTraceId,
  failSpan,
  inSpan,
  inTrace,
  isTraceParent,
  newTrace,
  openSpan,
  recordSpan,
  traceIdOf,
  unsampled,
} from './trace';

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
  expect(unsampled(text)).toBeUndefined();
});

it('does not let a caller from outside choose what is recorded', () => {
  expect(unsampled(PARENT)).toBe(PARENT.replace(/01$/, '00'));
});

it('follows a trace as it came', () => {
  expect(inTrace(PARENT, currentTrace)).toBe(PARENT);
  expect(inTrace(PARENT, currentTraceId)).toBe(traceIdOf(PARENT));
});

it.each([undefined, 'x', '00-00000000000000000000000000000000-00f067aa0ba902b7-01'])(
  'starts a trace where there is none to follow: %j',
  (none) => {
    expect(isTraceParent(inTrace(none, currentTrace))).toBe(true);
    expect(traceIdOf(none)).toBeUndefined();
  },
);

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

describe('while nothing is recorded', () => {
  it('a span is its parent', async () => {
    expect(await inSpan({ name: 'a', parent: PARENT }, async () => currentTrace())).toBe(PARENT);
    expect(await inTrace(PARENT, () => inSpan({ name: 'a' }, async () => currentTrace()))).toBe(PARENT);
  });

  it('a span without a parent is a trace all the same, not sampled', async () => {
    const trace = await inSpan({ name: 'a' }, async () => currentTrace());
    expect(isTraceParent(trace)).toBe(true);
    expect(trace).toMatch(/-00$/);
  });

  it('what is thrown is thrown on, and nothing else is noticed', async () => {
    const boom = new Error('boom');
    await expect(inSpan({ name: 'a' }, () => Promise.reject(boom))).rejects.toBe(boom);
    const { span } = openSpan({ name: 'b', links: [PARENT, 'x'] });
    failSpan(span, 'TIMEOUT');
    span.end();
    recordSpan({ name: 'c', parent: PARENT }, { from: 1, to: 2 }, 'TIMEOUT');
    expect(currentTrace()).toBeUndefined();
  });
});
