import { until } from '@meridian/dev/outside';
import { processes } from '@meridian/dev/topology';
import { exportedBy, metricsIn, queries } from '@meridian/observability/named';
import { type ExportedSpan, TraceCollector } from '@meridian/testing/trace-collector';
import { answered } from './drives';
import { Stage } from './stage';
import { agreedTo } from './visit';

const APPS = processes.filter(({ kind }) => kind !== 'sandbox').map(({ app }) => app);
const MORE = ['reconciliation', 'data-platform', 'gateway-console'];
/** An outside call is held this long, so that the service dies in the middle of it. */
const HELD_MS = 3000;

let collector: TraceCollector;
let stage: Stage;
beforeAll(async () => {
  collector = await TraceCollector.start();
  const tracing = { MERIDIAN_TRACE_EXPORTER: 'otlp', MERIDIAN_TRACE_OTLP_URL: collector.url, MERIDIAN_TRACE_RATIO: '1' };
  stage = await Stage.open(Object.fromEntries(APPS.map((app) => [app, tracing])), MORE);
});
afterAll(async () => {
  await stage?.close();
  collector?.stop();
});

const sayOf = ({ app, name }: ExportedSpan): string => `${app}: ${name}`;

/** Waits until the trace has all of these, since every process sends when it is time. */
const wholeTrace = (of: (span: ExportedSpan) => boolean, wanted: readonly string[]): Promise<ExportedSpan[]> =>
  until(
    async () => {
      const spans = collector.inTrace(collector.spans.find(of)?.traceId);
      return wanted.every((one) => spans.some((span) => sayOf(span) === one)) ? spans : undefined;
    },
    { what: `a trace with ${wanted.join(', ')}` },
  );

const attribute = ({ attributes = [] }: ExportedSpan, key: string): unknown =>
  Object.values(attributes.find((one) => one.key === key)?.value ?? {})[0];

describe('one settlement is one trace a request', () => {
  it('from the gateway over services and outside calls to the consumers of its facts', async () => {
    const visit = await (await stage.visit('mixed')).whole();
    const { orderNo } = visit;
    const ofOrder = (name: string) => (span: ExportedSpan) => span.name === name && attribute(span, 'meridian.order_no') === orderNo;
    const settled = await wholeTrace(ofOrder('call insurance.settle'), [
      'gateway-wechat: POST /v1/orders/:orderNo/settle',
      'gateway-wechat: ask order.settle-order.v1',
      'order: answer order.settle-order.v1',
      'order: call insurance.settle',
      'order: ask insurance.settle-visit.v1',
      'insurance: answer insurance.settle-visit.v1',
      'insurance: call insurer.settle',
      'insurance: national settle',
      'insurance: publish fact.insurance.settlement-insured.v1',
      'order: take fact.insurance.settlement-insured.v1',
      'account: take fact.insurance.settlement-insured.v1',
      'reconciliation: take fact.insurance.settlement-insured.v1',
      'data-platform: take fact.insurance.settlement-insured.v1',
      'payment: wechat open',
    ]);
    const paid = await wholeTrace(ofOrder('call his.confirm'), [
      'gateway-wechat: POST /callbacks/wechat',
      'payment: answer payment.take-callback.v1',
      'payment: wechat readCallback',
      'payment: publish fact.payment.payment-captured.v1',
      'order: call his.confirm',
      'order: rest confirm',
      'order: publish fact.order.order-confirmed.v1',
      'account: take fact.order.order-confirmed.v1',
      'data-platform: take fact.order.order-confirmed.v1',
    ]);
    for (const spans of [settled, paid]) {
      const known = new Set(spans.map(({ spanId }) => spanId));
      const roots = spans.filter(({ parentSpanId }) => !parentSpanId);
      expect(roots.map(({ app }) => app)).toEqual(['gateway-wechat']);
      // Every other span hangs on one of the same trace.
      expect(spans.filter(({ parentSpanId }) => parentSpanId && !known.has(parentSpanId)).map(sayOf)).toEqual([]);
      expect(spans.filter(({ links = [] }) => links.length > 0).map(sayOf)).toEqual([]);
    }
    const told = JSON.stringify(collector.spans);
    expect([visit.person.name, visit.person.idNo].filter((personal) => told.includes(personal))).toEqual([]);
  });

  it('survives a crash: the survivor’s span is linked to the one that wrote the intent', async () => {
    const visit = await (await stage.visit('mixed')).quoted();
    await stage.outside.fault({ id: 'held', party: 'wechat', operation: 'jsapi', kind: 'delay', match: visit.orderNo, delayMs: HELD_MS });
    const paying = answered(() => visit.patient.settle(agreedTo(visit.order)));
    const opening = "SELECT traceparent FROM svc_payment.call WHERE kind = 'channel.open' AND order_no = $1";
    const intent = await until(async () => (await stage.database.rows<{ traceparent: string }>(opening, [visit.orderNo]))[0], {
      what: 'the intent of the order at the channel',
    });
    await stage.stack.kill('payment');
    await stage.stack.restart('payment');
    visit.take((await paying) as Parameters<typeof visit.take>[0]);
    const [, traceId = '', spanId = ''] = intent.traceparent.split('-');
    const recovered = await until(
      async () => collector.spans.find(({ name, links = [] }) => name === 'call channel.open' && links.length > 0),
      {
        what: 'a linked span',
      },
    );
    expect(recovered).toMatchObject({ app: 'payment', traceId, links: [{ traceId, spanId }] });
    expect(attribute(recovered, 'meridian.taken_over')).toBe(1);
    await wholeTrace((span) => span.traceId === traceId, ['gateway-wechat: POST /v1/orders/:orderNo/settle', 'payment: wechat open']);
    const metrics = await metricsOf('payment');
    expect(metrics).toContain('meridian_calls_taken_over_total{kind="channel.open"} 1');
  });
});

async function metricsOf(app: string): Promise<string> {
  const answer = await fetch(stage.stack.metricsUrl(app));
  expect([app, answer.status, answer.headers.get('content-type')]).toEqual([app, 200, expect.stringContaining('text/plain')]);
  return answer.text();
}

/** A line of the Prometheus text format. */
const SAMPLE = /^[a-zA-Z_:][\w:]*(?:\{(?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\.)*",?)*\})? (?:[-+]?(?:\d[\d.e+-]*|Inf)|NaN)$/;
const COMMENT = /^# (?:HELP|TYPE) [a-zA-Z_:][\w:]* .+$/;

describe('/metrics', () => {
  it.each(APPS)('of %s reads as Prometheus reads it, and tells all that it should', async (app) => {
    const lines = (await metricsOf(app)).split('\n').filter((line) => line !== '');
    expect(lines.filter((line) => !SAMPLE.test(line) && !COMMENT.test(line))).toEqual([]);
    const told = lines.flatMap((line) => /^# TYPE (\S+)/.exec(line)?.[1] ?? []);
    expect(exportedBy(app).filter((name) => !told.includes(name))).toEqual([]);
    expect(new Set(told).size).toBe(told.length);
  });

  it('all together hold what dashboard and rules ask for, in few series', async () => {
    const text = (await Promise.all(APPS.map(metricsOf))).join('\n');
    expect([...new Set(queries().flatMap(metricsIn))].filter((name) => !text.includes(`# TYPE ${name} `))).toEqual([]);
    expect(text.split('\n').filter((line) => line.startsWith('meridian_')).length).toBeLessThan(5000);
    for (const working of [
      /^meridian_outside_call_seconds_count\{plugin="national",operation="settle",arm="accepted"\} [1-9]/m,
      /^meridian_transitions_total\{aggregate="order",rule="move"\} [1-9]/m,
      /^meridian_rsa_operations_total\{op="sign"\} [1-9]/m,
      /^meridian_bus_ask_seconds_count\{subject="insurance.settle-visit.v1",outcome="done"\} [1-9]/m,
      /^meridian_circuit_open\{plugin="wechat",circuit="open"\} 0$/m,
      /^meridian_reading_up\{reading="ledger"\} 1$/m,
      /^meridian_consumer_pending_facts\{consumer="account-ledger"\} \d/m,
    ]) {
      expect(text).toMatch(working);
    }
    expect(text).not.toContain('} NaN');
    expect(text).not.toContain('meridian_reading_up{reading="outbox"} 0');
  });

  it('is not to be had on a gateway’s public port', async () => {
    const gateways = APPS.filter((app) => app.startsWith('gateway-'));
    const statuses = await Promise.all(gateways.map(async (app) => [app, (await fetch(`${stage.url(app)}/metrics`)).status]));
    expect(statuses).toEqual(gateways.map((app) => [app, 404]));
  });
});
