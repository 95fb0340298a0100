import { type ExportedSpan, TraceCollector } from '@meridian/testing/trace-collector';
import { currentTrace, failSpan, inSpan, inTrace, newTrace, recordSpan, type TraceParent, traceIdOf } from '../trace';
import { startTracing } from './tracing';

let collector: TraceCollector;
beforeEach(async () => {
  collector = await TraceCollector.start();
});
afterEach(() => collector.stop());

/** What leaves a process that does some work and ends. */
async function exported(ratio: number, work: () => Promise<unknown>): Promise<readonly ExportedSpan[]> {
  const end = await startTracing('order', {
    MERIDIAN_TRACE_EXPORTER: 'otlp',
    MERIDIAN_TRACE_OTLP_URL: collector.url,
    MERIDIAN_TRACE_RATIO: ratio,
  });
  await work();
  await end();
  return collector.spans;
}

const nested = (inner: () => Promise<unknown>) => inSpan({ name: 'outer' }, () => inSpan({ name: 'inner' }, inner));
const nothing = async (): Promise<void> => undefined;

it('sends spans with their place in the trace, under the name of the app', async () => {
  const spans = await exported(1, () => nested(nothing));
  const [inner, outer] = ['inner', 'outer'].map((name) => spans.find((span) => span.name === name));
  expect(inner).toMatchObject({ traceId: outer?.traceId, parentSpanId: outer?.spanId });
  expect(spans.map(({ app }) => app)).toEqual(['order', 'order']);
});

it('goes on with a trace that was chosen elsewhere, whatever its own share is', async () => {
  const chosen: TraceParent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
  await exported(0, async () => {
    const within = await inSpan({ name: 'answer', parent: chosen }, async () => currentTrace());
    expect(within).toMatch(/^00-4bf92f3577b34da6a3ce929d0e0e4736-[0-9a-f]{16}-01$/);
    await nested(nothing);
  });
  expect(collector.spans).toMatchObject([{ name: 'answer', parentSpanId: '00f067aa0ba902b7' }]);
});

it('every process chooses the same traces', async () => {
  const traces = Array.from({ length: 400 }, newTrace);
  const chosen = async (): Promise<(string | undefined)[]> => {
    collector.spans.length = 0;
    await exported(0.25, async () => {
      for (const parent of traces) await inSpan({ name: 'a', parent }, nothing);
    });
    return collector.spans.map(({ traceId }) => traceId);
  };
  const first = await chosen();
  expect(first.length).toBeGreaterThan(50);
  expect(first.length).toBeLessThan(150);
  expect(await chosen()).toEqual(first);
});

it('keeps what failed, with the spans around it, and nothing else of what was not chosen', async () => {
  await exported(0, async () => {
    await nested(nothing);
    await nested(() => Promise.reject(new RangeError('a name'))).catch(() => undefined);
    await nested(() => inSpan({ name: 'silent' }, async (span) => failSpan(span, 'TIMEOUT')));
    await nested(async () => recordSpan({ name: 'measured' }, { from: 1000, to: 1250 }, 'silent'));
  });
  expect(collector.names).toEqual(['inner', 'inner', 'inner', 'measured', 'outer', 'outer', 'outer', 'silent']);
  expect(JSON.stringify(collector.spans)).not.toContain('a name');
  const measured = collector.spans.find(({ name }) => name === 'measured');
  expect(Number(BigInt(measured?.endTimeUnixNano ?? 0) - BigInt(measured?.startTimeUnixNano ?? 0))).toBe(250_000_000);
  expect(measured?.status).toMatchObject({ code: 2, message: 'silent' });
});

it('keeps what goes on after a crash, and links it to what was written down before', async () => {
  const stored = newTrace();
  await exported(0, () => inTrace(stored, () => inSpan({ name: 'call his.confirm', links: [stored] }, nothing)));
  expect(collector.spans).toMatchObject([
    { traceId: traceIdOf(stored), links: [{ traceId: traceIdOf(stored), spanId: stored.split('-')[2] }] },
  ]);
});

it('without an exporter nothing is recorded', async () => {
  const end = await startTracing('order', {
    MERIDIAN_TRACE_EXPORTER: 'none',
    MERIDIAN_TRACE_OTLP_URL: collector.url,
    MERIDIAN_TRACE_RATIO: 1,
  });
  await nested(nothing);
  await end();
  expect(collector.spans).toEqual([]);
});

it('a collector that is away holds nobody up', async () => {
  const { url } = collector;
  collector.stop();
  const end = await startTracing('order', { MERIDIAN_TRACE_EXPORTER: 'otlp', MERIDIAN_TRACE_OTLP_URL: url, MERIDIAN_TRACE_RATIO: 1 });
  await nested(nothing);
  await end();
});
