import { Run } from './run';
import { openWorld, type World } from './world';

let world: World;
beforeAll(async () => {
  world = await openWorld({ name: 'journey-bench', profileTo: undefined });
});
afterAll(() => world?.close());

const ROW = ['settlementsPerCpuSecond', 'highestPerSecond', 'addedLatencyP50Ms', 'addedLatencyP99Ms', 'steps', 'halfLoad'];
const COUNTS = ['commits', 'statements', 'walBytes', 'walFsyncs', 'natsMessagesIn', 'natsMessagesOut', 'factsPublished', 'factsDelivered'];
const PROCESSES = ['order', 'payment', 'insurance', 'account', 'reconciliation', 'data-platform', 'gateway-wechat', 'postgres', 'nats'];

/** How much is settled in so short a time is the machine's affair: only that something was is asked here, and that it is told right. */
it('a small run settles, compares everybody’s books, and says what it found', async () => {
  const lines: string[] = [];
  const args = { rows: ['mixed'] as const, seconds: 4, seed: '1', shares: [0.6], json: undefined, profile: undefined, growthMax: false };
  const run = new Run(world, args, (line) => lines.push(line));
  const result = JSON.parse(JSON.stringify(await run.all()));
  expect(result).toMatchObject({
    void: [],
    durability: { durable: true },
    books: { ok: true, inFlight: 0, openCases: 0, ledgerImbalanceFen: 0 },
    rows: { mixed: { mixedShare: 1, failures: [] } },
    baselines: { commits: { perCpuSecond: expect.any(Number) }, requestReply: { perCpuSecond: expect.any(Number) } },
  });
  const { mixed } = result.rows;
  expect(mixed.settlements).toBeGreaterThan(0);
  expect(result.books.orders.match).toBe(mixed.settlements);
  expect(Object.keys(mixed)).toEqual(expect.arrayContaining(ROW));
  expect(Object.keys(mixed.perSettlement.counts)).toEqual(expect.arrayContaining(COUNTS));
  expect(Object.keys(mixed.perSettlement.cpuMs)).toEqual(expect.arrayContaining([...PROCESSES, 'sandbox', 'driver']));
  expect(lines.join('\n')).toContain('settlements per CPU-second');
}, 300_000);
