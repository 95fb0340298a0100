import { type Drill } from './config';
import { runDrill } from './drills';
import { Theatre } from './theatre';

const LONGEST_MS = 240_000;

let theatre: Theatre;
beforeAll(async () => {
  theatre = await Theatre.open({ name: 'chaos-journey' });
}, LONGEST_MS);
afterAll(() => theatre?.close(), LONGEST_MS);

/** One row of every drill; `npm run chaos` runs them all. Bounds in time are for a machine that has nothing else to do. */
const ROWS: readonly (readonly [drill: Drill, rows: number])[] = [
  ['matrix', 5],
  ['takeover', 1],
  ['postgres', 1],
  ['nats', 1],
  ['jetstream', 1],
];

it.each(ROWS)(
  'everything comes to rest and all books agree: %s',
  async (drill, rows) => {
    const results = await runDrill(theatre, drill, { seed: 50, rows, match: '' }, () => undefined);
    expect(results.flatMap(({ problems }) => problems)).toEqual([]);
    expect(results.reduce((times, result) => times + result.times, 0)).toBeGreaterThan(0);
  },
  LONGEST_MS,
);
