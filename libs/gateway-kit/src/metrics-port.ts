import type { Logger } from '@meridian/platform/logger';
import { serveMetrics } from '@meridian/platform/observe/management-server';
import { countedMetrics } from '@meridian/platform/observe/metrics';
import type { GatewayConfig } from './gateway-config';

/** `/metrics` of a gateway, beside its public port. */
export async function serveMetricsOf(
  config: Pick<GatewayConfig, 'MERIDIAN_METRICS_HOST' | 'MERIDIAN_METRICS_PORT'>,
  logger: Logger,
): Promise<{ close(): Promise<void> }> {
  const served = await serveMetrics(countedMetrics, { host: config.MERIDIAN_METRICS_HOST, port: config.MERIDIAN_METRICS_PORT });
  logger.info({ host: config.MERIDIAN_METRICS_HOST, port: served.port }, 'metrics are served');
  return served;
}
