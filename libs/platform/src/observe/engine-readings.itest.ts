import { storyOf } from '../story';
import { counted, handlerOf, ORDER_NO } from '../testing/counter';
import { Bench } from '../testing/engine-under-test';
import { gate, until } from '../testing/until';
import { currentTrace, inTrace, newTrace, traceIdOf } from '../trace';
import { Vault } from '../vault';
import { engineReadings } from './engine-readings';
import { countedMetrics } from './metrics';
import { Readings } from './readings';

let bench: Bench;
beforeEach(async () => {
  bench = await Bench.open();
});
afterEach(() => bench.close());

const call = (key: string, rest: object = {}) => ({ kind: 'pay', key, payload: {}, ...rest });
/** What a scrape of a process tells of the engine's tables. */
async function told(): Promise<string[]> {
  const text = await new Readings(engineReadings(bench.database, bench.clock)).text();
  return (
    text
      .match(/^meridian_(?:call|case|outbox|reading)[\w]*(?:\{.*\})? .*$/gm)
      ?.filter((line) => !line.includes('taken_over'))
      .sort() ?? []
  );
}

it('tells what is open, what is unknown and for how long, by the clock of the domain', async () => {
  const one = await bench.engine({ pay: handlerOf({ askAfterMs: [3_600_000], caseAfterMs: 60_000 }) });
  expect(await told()).toEqual([
    'meridian_outbox_oldest_seconds 0',
    'meridian_outbox_position 0',
    'meridian_outbox_waiting_facts 0',
    'meridian_reading_up{reading="calls"} 1',
    'meridian_reading_up{reading="cases"} 1',
    'meridian_reading_up{reading="outbox"} 1',
  ]);
  await (await one.add('c1', 'f1', call('k1'), call('later', { notBefore: bench.clock.now() + 7_200_000 }))).settled;
  bench.clock.pass(90_000);
  await (await one.add('c2', 'f2', call('k2'))).settled;
  await (await one.learn('c3', { kind: 'added', id: 'f3', by: 1, announcements: [counted()], cases: [{ reason: 'odd', evidence: {} }] }))
    .settled;
  bench.clock.pass(5000);
  expect((await told()).slice(0, -3)).toEqual([
    'meridian_call_oldest_unknown_seconds{kind="pay"} 95',
    'meridian_calls_open{kind="pay",age="1m to 10m"} 1',
    'meridian_calls_open{kind="pay",age="under 10s"} 1',
    'meridian_calls_unknown{kind="pay"} 2',
    'meridian_case_oldest_seconds{reason="odd"} 5',
    'meridian_cases_open{reason="odd"} 1',
    'meridian_outbox_oldest_seconds 5',
    'meridian_outbox_position 0',
    'meridian_outbox_waiting_facts 1',
  ]);
});

it('a call that a survivor takes over says so, in the trace it was decided in', async () => {
  const decided = newTrace();
  const heardIn: (string | undefined)[] = [];
  const answered = gate<{ silent: string }>();
  const one = await bench.engine({ pay: handlerOf({ send: () => answered.passed }) });
  await inTrace(decided, () => one.add('c1', 'f1', call('k1')));
  one.die();
  const ask = async () => {
    heardIn.push(traceIdOf(currentTrace()));
    return { silent: 'TIMEOUT' };
  };
  await bench.engine({ pay: handlerOf({ ask }) });
  await until(async () => (await bench.call('k1'))?.asks === 1);
  answered.open({ silent: 'too late' });
  expect(heardIn).toEqual([traceIdOf(decided)]);
  expect(await countedMetrics.text()).toContain('meridian_calls_taken_over_total{kind="pay"} 1');
  expect(await countedMetrics.text()).toContain('meridian_transitions_total{aggregate="counter",rule="move"}');
  const story = await storyOf({ database: bench.database, vault: new Vault(Buffer.alloc(32, 1)) }, 'test', ORDER_NO);
  expect(story.find(({ kind }) => kind === 'intent')).toMatchObject({
    traceId: traceIdOf(decided),
    detail: { status: 'open', asks: 1, takenOver: 1 },
  });
});
