import { moduleOf, selfTimes } from './profile';

const frame = (url: string, functionName = 'work') => ({ functionName, url, lineNumber: 0 });

it.each([
  ['/x/node_modules/pg/lib/client.js', 'pg'],
  ['file:///x/node_modules/@nestjs/core/index.js', '@nestjs/core'],
  ['/x/node_modules/a/node_modules/b/index.js', 'b'],
  ['/x/libs/platform/dist/engine/worker.js', 'libs/platform/dist/engine'],
  ['node:internal/streams/writable', 'node:internal'],
])('%s is of %s', (url, name) => {
  expect(moduleOf(frame(url))).toBe(name);
});

it('what has no place goes by its own name', () => {
  expect(moduleOf(frame('', '(garbage collector)'))).toBe('(garbage collector)');
});

it('times are of the frame on top, in milliseconds', () => {
  const nodes = [
    { id: 1, callFrame: frame('/x/node_modules/pg/a.js') },
    { id: 2, callFrame: frame('', '(idle)') },
  ];
  const times = selfTimes({ nodes, samples: [1, 2, 1], timeDeltas: [1000, 5000, 500] }, moduleOf);
  expect(Object.fromEntries(times)).toEqual({ pg: 1.5, '(idle)': 5 });
});
