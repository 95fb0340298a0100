import type { ProcessConfig } from '../config';

type TraceConfig = Pick<ProcessConfig, 'MERIDIAN_TRACE_EXPORTER' | 'MERIDIAN_TRACE_OTLP_URL' | 'MERIDIAN_TRACE_RATIO'>;

/**
 * Starts recording spans when the configuration names an exporter; once a process. Without one nothing of the SDK is even loaded, and a
 * span costs next to nothing.
 * @returns ends it, sending what was recorded so far
 */
export async function startTracing(app: string, config: TraceConfig): Promise<() => Promise<void>> {
  if (config.MERIDIAN_TRACE_EXPORTER === 'none') return async () => undefined;
  const { startRecording } = await import('@meridian/platform/observe/recorder');
  return startRecording({ app, url: config.MERIDIAN_TRACE_OTLP_URL, ratio: config.MERIDIAN_TRACE_RATIO });
}
