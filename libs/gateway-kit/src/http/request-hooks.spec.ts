import { countedMetrics } from '@meridian/platform/observe/metrics';
import { Edge } from '../testing/edge';
import { GatewayWithChannel } from '../testing/gateways';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

let edge: Edge;
beforeAll(async () => {
  edge = await Edge.start({ gateway: new GatewayWithChannel() });
});
afterAll(() => edge.stop());

const traceOf = (response: Response): string => response.headers.get('traceparent')?.split('-')[1] ?? '';

test('a trace goes on in answer, problem and log; whether it is recorded is not the caller’s to say', async () => {
  const given = `00-${TRACE}-00f067aa0ba902b7-01`;
  const response = await edge.get('/v1/nothing', { traceparent: given });
  expect(response.headers.get('traceparent')).toMatch(new RegExp(`^00-${TRACE}-[0-9a-f]{16}-00$`));
  expect(await response.json()).toMatchObject({ traceId: TRACE });
  expect(edge.logged.join('')).toContain(`"traceId":"${TRACE}"`);
});

test.each(['garbage', `00-${'0'.repeat(32)}-00f067aa0ba902b7-01`, `00-${TRACE.toUpperCase()}-00f067aa0ba902b7-01`])(
  'a trace that is none (%s) is replaced',
  async (traceparent) => {
    const response = await edge.get('/livez', { traceparent });
    expect(traceOf(response)).toMatch(/^[0-9a-f]{32}$/);
    expect(traceOf(response)).not.toBe(TRACE);
  },
);

test('answers carry the security headers and no word about the software', async () => {
  const { headers } = await edge.get('/livez');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(headers.get('cache-control')).toBe('no-store');
  expect([headers.get('x-powered-by'), headers.get('server')]).toEqual([null, null]);
});

test('requests are measured by route pattern, never by path', async () => {
  await edge.get('/v1/orders/01261122000000001A');
  const metrics = await countedMetrics.text();
  expect(metrics).toContain('meridian_http_request_seconds_count{method="GET",route="/v1/orders/:orderNo",status="401"} 1');
  expect(metrics).not.toContain('01261122000000001A');
});

test('the public port tells no metrics', async () => {
  expect((await edge.get('/metrics')).status).toBe(404);
});

test('a draining gateway lets no connection live on', async () => {
  const before = (await edge.get('/livez')).headers.get('connection');
  edge.readiness.draining = true;
  const after = (await edge.get('/livez')).headers.get('connection');
  edge.readiness.draining = false;
  expect([before, after]).toEqual(['keep-alive', 'close']);
});
