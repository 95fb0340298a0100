import type { Observation } from '@meridian/plugin-kit/wrapper';
import { TraceCollector } from '@meridian/testing/trace-collector';
import { createLogger } from '../logger';
import { inSpan } from '../trace';
import { countedMetrics } from './metrics';
import { outsideCalls } from './outside-calls';
import { startTracing } from './tracing';

const settle: Observation = {
  plugin: 'national',
  operation: 'settle',
  requestNo: 'H45020000001202611221000005000',
  arm: 'accepted',
  tookMs: 800,
  circuit: { name: 'settle', open: false },
};

const logged: string[] = [];
const observe = outsideCalls(createLogger('insurance', 'info', { write: (line: string) => void logged.push(line) }));
const sampleOf = async (start: string): Promise<string | undefined> =>
  (await countedMetrics.text())
    .split('\n')
    .find((line) => line.startsWith(start))
    ?.slice(start.length + 1);

it('measures by plug-in, operation and arm, and shows the circuit as the last call left it', async () => {
  observe(settle);
  observe({ ...settle, arm: 'silent', tookMs: 20_000, circuit: { name: 'settle', open: true } });
  const series = 'meridian_outside_call_seconds';
  expect(await sampleOf(`${series}_sum{plugin="national",operation="settle",arm="accepted"}`)).toBe('0.8');
  expect(await sampleOf(`${series}_bucket{le="1",plugin="national",operation="settle",arm="accepted"}`)).toBe('1');
  expect(await sampleOf(`${series}_bucket{le="10",plugin="national",operation="settle",arm="silent"}`)).toBe('0');
  expect(await sampleOf('meridian_circuit_open{plugin="national",circuit="settle"}')).toBe('1');
  observe(settle);
  expect(await sampleOf('meridian_circuit_open{plugin="national",circuit="settle"}')).toBe('0');
  expect(logged).toEqual([]);
});

it('is a span under the call it belongs to; silence fails it, a refusal does not', async () => {
  const collector = await TraceCollector.start();
  const end = await startTracing('insurance', {
    MERIDIAN_TRACE_EXPORTER: 'otlp',
    MERIDIAN_TRACE_OTLP_URL: collector.url,
    MERIDIAN_TRACE_RATIO: 1,
  });
  await inSpan({ name: 'call insurer.settle' }, async () => {
    observe({ ...settle, arm: 'rejected', code: 'INSURER_REFUSED' });
    observe({ ...settle, arm: 'silent' });
  });
  await end();
  collector.stop();
  const call = collector.spans.find(({ name }) => name === 'call insurer.settle');
  const [refused, silent] = collector.spans.filter(({ name }) => name === 'national settle');
  expect(refused).toMatchObject({ parentSpanId: call?.spanId, status: { code: 0 } });
  expect(refused?.attributes).toContainEqual({ key: 'meridian.code', value: { stringValue: 'INSURER_REFUSED' } });
  expect(silent).toMatchObject({ parentSpanId: call?.spanId, status: { code: 2, message: 'silent' } });
  expect(BigInt(silent?.endTimeUnixNano ?? 0) - BigInt(silent?.startTimeUnixNano ?? 0)).toBe(800_000_000n);
});

it('a fault of the plug-in is told, since the answer it could not read was turned into silence', () => {
  observe({ ...settle, arm: 'silent', fault: new TypeError('cannot read properties of undefined') });
  expect(logged.join('')).toContain('"msg":"a plug-in could not read an answer"');
  expect(logged.join('')).toContain('TypeError');
});
