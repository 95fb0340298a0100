import { type Context, SpanStatusCode, TraceFlags, trace } from '@opentelemetry/api';
import {
  type ReadableSpan,
  type Sampler,
  SamplingDecision,
  type SamplingResult,
  type Span,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace-base';

const ALL = 0xffff_ffff;

/**
 * A share of all traces, chosen by their id: every process chooses the same ones, and what its parent chose is chosen. The others are
 * measured too, since only their end tells whether they failed; they are not exported unless they did (see `FaultsKept`).
 */
export class ShareOfTraces implements Sampler {
  private readonly below: number;

  /** @param ratio from 0 to 1 */
  constructor(ratio: number) {
    this.below = Math.round(ratio * (ALL + 1));
  }

  shouldSample(context: Context, traceId: string): SamplingResult {
    const chosen = trace.getSpanContext(context)?.traceFlags === TraceFlags.SAMPLED || Number.parseInt(traceId.slice(-8), 16) < this.below;
    return { decision: chosen ? SamplingDecision.RECORD_AND_SAMPLED : SamplingDecision.RECORD };
  }

  toString(): string {
    return `ShareOfTraces(${this.below / (ALL + 1)})`;
  }
}

/** As many failed traces as are remembered, so that the spans around the failed one are kept as well. */
const REMEMBERED = 1000;

/**
 * Passes on what was sampled, and besides every span that failed, stayed unknown or followed a crash, with the spans around it in this
 * process that end after it.
 */
export class FaultsKept implements SpanProcessor {
  private readonly failed = new Set<string>();

  constructor(private readonly next: SpanProcessor) {}

  onStart(span: Span, context: Context): void {
    this.next.onStart(span, context);
  }

  onEnd(span: ReadableSpan): void {
    const { traceId, traceFlags } = span.spanContext();
    if (traceFlags & TraceFlags.SAMPLED) {
      this.next.onEnd(span);
      return;
    }
    if (span.status.code === SpanStatusCode.ERROR || span.links.length > 0) this.remember(traceId);
    if (this.failed.has(traceId)) this.next.onEnd(asSampled(span));
  }

  forceFlush(): Promise<void> {
    return this.next.forceFlush();
  }

  shutdown(): Promise<void> {
    return this.next.shutdown();
  }

  private remember(traceId: string): void {
    this.failed.delete(traceId);
    this.failed.add(traceId);
    if (this.failed.size <= REMEMBERED) return;
    for (const oldest of this.failed) {
      this.failed.delete(oldest);
      return;
    }
  }
}

/** The batch processor drops what does not say that it was sampled. */
const asSampled = (span: ReadableSpan): ReadableSpan => {
  const place = { ...span.spanContext(), traceFlags: TraceFlags.SAMPLED };
  return Object.create(span, { spanContext: { value: () => place } }) as ReadableSpan;
};
