import { countedMetrics } from './metrics';
import { type Reading, Readings } from './readings';

const calls = (look: Reading['look'], rest: Partial<Reading> = {}): Reading => ({
  reading: 'calls',
  gauges: ['meridian_calls_unknown', 'meridian_outbox_waiting_facts'],
  look,
  ...rest,
});
const linesOf = async (page: Readings): Promise<string[]> =>
  (await page.text()).split('\n').filter((line) => /^meridian_(?:calls_unknown|outbox_waiting|reading_up)/.test(line));

it('shows what it finds beside what the process has counted', async () => {
  const page = new Readings([
    calls(async () => [
      { name: 'meridian_calls_unknown', labels: { kind: 'his.confirm' }, value: 2 },
      { name: 'meridian_outbox_waiting_facts', value: 7 },
    ]),
  ]);
  expect((await linesOf(page)).sort()).toEqual([
    'meridian_calls_unknown{kind="his.confirm"} 2',
    'meridian_outbox_waiting_facts 7',
    'meridian_reading_up{reading="calls"} 1',
  ]);
  expect(await page.text()).toContain('process_cpu_seconds_total');
  expect(page.contentType).toBe(countedMetrics.contentType);
});

it('looks once for many scrapes', async () => {
  let looks = 0;
  const page = new Readings([
    calls(async () => {
      looks += 1;
      return [];
    }),
  ]);
  await Promise.all([page.text(), page.text(), page.text()]);
  await page.text();
  expect(looks).toBe(1);
});

it('what is gone is gone, and no answer is no zero', async () => {
  const script: (readonly Awaited<ReturnType<Reading['look']>>[number][] | Error)[] = [
    [{ name: 'meridian_calls_unknown', labels: { kind: 'a' }, value: 1 }],
    [{ name: 'meridian_calls_unknown', labels: { kind: 'b' }, value: 1 }],
    new Error('the database is away'),
  ];
  const look = async () => {
    const next = script.shift() ?? [];
    if (next instanceof Error) throw next;
    return next;
  };
  const page = new Readings([calls(look, { freshMs: -1 })]);
  await page.text();
  expect(await linesOf(page)).toEqual(expect.arrayContaining(['meridian_calls_unknown{kind="b"} 1']));
  expect(await linesOf(page)).toEqual(['meridian_reading_up{reading="calls"} 0']);
});
