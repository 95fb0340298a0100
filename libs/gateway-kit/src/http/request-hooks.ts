import type { Readiness } from '@meridian/platform/http/health.controller';
import type { Logger } from '@meridian/platform/logger';
import { histogram } from '@meridian/platform/observe/metrics';
import { failSpan, openSpan, traceParentOf, unsampled } from '@meridian/platform/trace';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { identityOf } from '../auth/identity';

const requestSeconds = histogram('meridian_http_request_seconds');

type Opened = ReturnType<typeof openSpan>;

const spans = new WeakMap<object, Opened>();
const spanOf = (request: object, given?: unknown): Opened => {
  const known = spans.get(request);
  if (known) return known;
  const fresh = openSpan({ name: 'request', kind: 'server', parent: unsampled(given) });
  spans.set(request, fresh);
  return fresh;
};

/** The trace of a request: the caller's when it sent a sound `traceparent`, else one of ours. */
export const requestTraceId = (request: object): string => spanOf(request).span.spanContext().traceId;

/** The route's pattern: paths hold order numbers, and an unknown path may hold anything. */
const routeOf = (request: FastifyRequest): string => request.routeOptions.url ?? 'unknown';

/** Trace in and out, one log line and one measurement a request. No body, no query and no header value is logged. */
export function installRequestHooks(server: FastifyInstance, logger: Logger): void {
  server.addHook('onRequest', (request, reply, done) => {
    const { span } = spanOf(request, request.headers.traceparent);
    reply.header('traceparent', traceParentOf(span.spanContext()));
    // Bills, orders and tokens belong to one caller: no cache on the way may keep them.
    reply.header('cache-control', 'no-store');
    done();
  });
  // After the body was read: its events come from the socket and would lose the context of an earlier hook.
  server.addHook('preHandler', (request, _reply, done) => spanOf(request).run(done));
  server.addHook('onResponse', (request, reply, done) => {
    const { method } = request;
    const route = routeOf(request);
    const status = reply.statusCode;
    requestSeconds.labels(method, route, String(status)).observe(reply.elapsedTime / 1000);
    const line = { method, route, status, tookMs: Math.round(reply.elapsedTime), traceId: requestTraceId(request) };
    endSpan(spanOf(request).span, { method, route, status });
    logger[status >= 500 ? 'warn' : 'info']({ ...line, applicationId: identityOf(request)?.applicationId }, 'request');
    done();
  });
}

function endSpan(span: Opened['span'], { method, route, status }: { method: string; route: string; status: number }): void {
  span.updateName(`${method} ${route}`);
  span.setAttributes({ 'http.request.method': method, 'http.route': route, 'http.response.status_code': status });
  if (status >= 500) failSpan(span, String(status));
  span.end();
}

/** Closes each connection with its answer once the process drains: kept alive, it would hold up the shutdown for as long as its client likes. */
export function installDrainHook(server: FastifyInstance, readiness: Readiness): void {
  server.addHook('onSend', (_request, reply, _payload, done) => {
    if (readiness.draining) reply.header('connection', 'close');
    done();
  });
}
