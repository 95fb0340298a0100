import { resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { recordWith } from '../trace';
import { OtlpExporter } from './otlp-exporter';
import { FaultsKept, ShareOfTraces } from './sampling';

export interface RecorderOptions {
  readonly app: string;
  /** Where a collector takes OTLP over HTTP, with its path. */
  readonly url: string;
  /** The share of traces to export, from 0 to 1. */
  readonly ratio: number;
}

const SEND_EVERY_MS = 2000;
/** What is waiting to be sent when the process ends gets this long. */
const FLUSH_MS = 2000;

/** Records the spans of this process from now on. @returns ends it: what was recorded is sent, a collector that is away is not waited for. */
export function startRecording({ app, url, ratio }: RecorderOptions): () => Promise<void> {
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({
      'service.namespace': 'meridian',
      'service.name': app,
      'service.instance.id': `${app}-${process.pid}`,
    }),
    sampler: new ShareOfTraces(ratio),
    spanProcessors: [new FaultsKept(new BatchSpanProcessor(new OtlpExporter(url, FLUSH_MS), { scheduledDelayMillis: SEND_EVERY_MS }))],
  });
  recordWith(provider.getTracer('meridian'));
  return async () => {
    recordWith(undefined);
    const late = new Promise<void>((resolve) => setTimeout(resolve, FLUSH_MS).unref());
    await Promise.race([provider.shutdown().catch(() => undefined), late]);
  };
}
