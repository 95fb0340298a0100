import type { Readiness } from '@meridian/platform/http/health.controller';
import type { Logger } from '@meridian/platform/logger';
import { childOf, inTrace, isTraceParent, type TraceParent, traceIdOf } from '@meridian/platform/trace';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { Histogram } from 'prom-client';
import { identityOf } from '../auth/identity';

const requestSeconds = new Histogram({
  name: 'meridian_http_request_seconds',
  help: 'Time to answer, by route pattern, method and status',
  labelNames: ['method', 'route', 'status'],
  buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5],
});

const spans = new WeakMap<object, TraceParent>();
const spanOf = (request: object): TraceParent => {
  const known = spans.get(request);
  if (known) return known;
  const fresh = childOf(undefined);
  spans.set(request, fresh);
  return fresh;
};

/** The trace of a request: the caller's when it sent a sound `traceparent`, else one of ours. */
export const requestTraceId = (request: object): string => traceIdOf(spanOf(request)) ?? '';

/** The route's pattern: paths hold order numbers, and an unknown path may hold anything. */
const routeOf = (request: FastifyRequest): string => request.routeOptions.url ?? 'unknown';

/** Trace in and out, one log line and one measurement a request. No body, no query and no header value is logged. */
export function installRequestHooks(server: FastifyInstance, logger: Logger): void {
  server.addHook('onRequest', (request, reply, done) => {
    const given = request.headers.traceparent;
    spans.set(request, childOf(isTraceParent(given) ? given : undefined));
    reply.header('traceparent', spanOf(request));
    // Bills, orders and tokens belong to one caller: no cache on the way may keep them.
    reply.header('cache-control', 'no-store');
    done();
  });
  // After the body was read: its events come from the socket and would lose the context of an earlier hook.
  server.addHook('preHandler', (request, _reply, done) => inTrace(spanOf(request), done));
  server.addHook('onResponse', (request, reply, done) => {
    const { method } = request;
    const route = routeOf(request);
    const status = reply.statusCode;
    requestSeconds.labels(method, route, String(status)).observe(reply.elapsedTime / 1000);
    const line = { method, route, status, tookMs: Math.round(reply.elapsedTime), traceId: requestTraceId(request) };
    logger[status >= 500 ? 'warn' : 'info']({ ...line, applicationId: identityOf(request)?.applicationId }, 'request');
    done();
  });
}

/** Closes each connection with its answer once the process drains: kept alive, it would hold up the shutdown for as long as its client likes. */
export function installDrainHook(server: FastifyInstance, readiness: Readiness): void {
  server.addHook('onSend', (_request, reply, _payload, done) => {
    if (readiness.draining) reply.header('connection', 'close');
    done();
  });
}
