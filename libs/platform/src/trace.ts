import { randomUUID } from 'node:crypto';
import {
  type Attributes,
  type Context,
  context,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';

/** W3C Trace Context, `00-<trace id>-<span id>-<flags>`. It travels in HTTP and NATS headers and is stored with intents and facts. */
export type TraceParent = string;

// All zeros are no trace and no span.
const FORM = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})$/;

// The context travels whether or not anything is recorded: logs, intents and facts carry its trace id.
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());

let recorder: Tracer | undefined;

/** From now on spans are recorded, or with undefined no more. While nothing is recorded a span is its parent, and costs next to nothing. */
export function recordWith(tracer: Tracer | undefined): void {
  recorder = tracer;
}

const KINDS = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
} as const;

/** What a span says. Names and attributes hold subjects, routes, codes and order numbers; never personal data. */
export interface SpanOf {
  readonly name: string;
  readonly kind?: keyof typeof KINDS;
  readonly attributes?: Attributes;
  /** The span it belongs under; without one the current span, and where there is none a trace begins. */
  readonly parent?: TraceParent | undefined;
  /** Spans it follows from without being their part, such as the one that wrote an intent down before a crash. */
  readonly links?: readonly TraceParent[];
}

export const isTraceParent = (text: unknown): text is TraceParent => typeof text === 'string' && FORM.test(text);

export const traceIdOf = (parent: TraceParent | undefined): string | undefined => (parent ? FORM.exec(parent)?.[1] : undefined);

export const newTrace = (): TraceParent => traceParentOf(freshContext());

export const currentTrace = (): TraceParent | undefined => {
  const span = trace.getSpanContext(context.active());
  return span && traceParentOf(span);
};

export const currentTraceId = (): string | undefined => trace.getSpanContext(context.active())?.traceId;

export const traceParentOf = ({ traceId, spanId, traceFlags }: SpanContext): TraceParent =>
  `00-${traceId}-${spanId}-${traceFlags & TraceFlags.SAMPLED ? '01' : '00'}`;

/** Runs as a part of a trace that came from elsewhere, without a span of its own; a new trace where there is none to follow. */
export const inTrace = <T>(parent: TraceParent | undefined, run: () => T): T =>
  context.with(trace.setSpanContext(ROOT_CONTEXT, spanContextOf(parent) ?? freshContext()), run);

/** Runs as a span. What is thrown fails the span and is thrown on; whoever knows of a failure that is not thrown calls `failSpan`. */
export async function inSpan<T>(of: SpanOf, work: (span: Span) => Promise<T>): Promise<T> {
  const current = recorder || of.parent ? undefined : trace.getActiveSpan();
  if (current) return work(current);
  const opened = openSpan(of);
  try {
    return await opened.run(() => work(opened.span));
  } catch (error) {
    failSpan(opened.span, error instanceof Error ? error.name : 'a thrown value that is no Error');
    throw error;
  } finally {
    opened.span.end();
  }
}

/** A span whose end comes by another way than its beginning: the caller ends it. */
export function openSpan(of: SpanOf): { readonly span: Span; run<T>(work: () => T): T } {
  const under = contextOf(of.parent);
  // Even when nothing is recorded there must be a trace id: logs, intents and facts carry it.
  const span = recorder?.startSpan(of.name, optionsOf(of), under) ?? trace.wrapSpanContext(trace.getSpanContext(under) ?? freshContext());
  const within = trace.setSpan(under, span);
  return { span, run: (work) => context.with(within, work) };
}

/** A span that is over, told by whoever measured it. @param times wall-clock milliseconds @param failed why, when it did not go well */
export function recordSpan(of: SpanOf, times: { readonly from: number; readonly to: number }, failed?: string): void {
  const span = recorder?.startSpan(of.name, { ...optionsOf(of), startTime: times.from }, contextOf(of.parent));
  if (!span) return;
  if (failed !== undefined) failSpan(span, failed);
  span.end(times.to);
}

/** Marks a span as failed or unknown: such a span is kept whatever the sampling ratio says. @param why a code, no personal data */
export function failSpan(span: Span, why: string): void {
  span.setStatus({ code: SpanStatusCode.ERROR, message: why });
}

/** What a caller from outside sent, without its wish to be recorded: what we record is decided here. Undefined when it is none. */
export const unsampled = (given: unknown): TraceParent | undefined => (isTraceParent(given) ? `${given.slice(0, -2)}00` : undefined);

function contextOf(parent: TraceParent | undefined): Context {
  const given = spanContextOf(parent);
  return given ? trace.setSpanContext(ROOT_CONTEXT, given) : context.active();
}

const optionsOf = ({ kind = 'internal', attributes = {}, links = [] }: SpanOf) => ({
  kind: KINDS[kind],
  attributes,
  links: links.flatMap((link) => {
    const linked = spanContextOf(link);
    return linked ? [{ context: linked }] : [];
  }),
});

function spanContextOf(parent: TraceParent | undefined): SpanContext | undefined {
  const match = parent ? FORM.exec(parent) : null;
  if (!match) return undefined;
  const [, traceId = '', spanId = '', flags = ''] = match;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & TraceFlags.SAMPLED, isRemote: true };
}

/** Two random UUIDs give the digits: their version makes sure that not all are zero, and the last of them, which sampling reads, are random. */
function freshContext(): SpanContext {
  const [ofTrace, ofSpan] = [randomUUID(), randomUUID()];
  return { traceId: ofTrace.replaceAll('-', ''), spanId: `${ofSpan.slice(14, 18)}${ofSpan.slice(24)}`, traceFlags: TraceFlags.NONE };
}
