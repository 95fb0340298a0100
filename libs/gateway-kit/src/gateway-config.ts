import { PROCESS_SHAPE, pem, port, readConfig, text, whole } from '@meridian/platform/config';
import { RATE_LIMITS, type RateLimits } from './http/rate-limits';

const limit = (fallback: number) => whole(0, 1_000_000_000, fallback);

/** Where a process with a public port serves `/metrics`: never on that one. */
export const METRICS_SHAPE = {
  MERIDIAN_METRICS_HOST: text('127.0.0.1'),
  MERIDIAN_METRICS_PORT: port(0),
} as const;

/** What every gateway reads. The rate limits are requests a minute; 0 switches a bucket off. */
const GATEWAY_SHAPE = {
  ...PROCESS_SHAPE,
  ...METRICS_SHAPE,
  MERIDIAN_TOKEN_PUBLIC_KEY: pem(),
  MERIDIAN_RATE_APPLICATION: limit(RATE_LIMITS.application),
  MERIDIAN_RATE_PATIENT: limit(RATE_LIMITS.patient),
  MERIDIAN_RATE_REFUND: limit(RATE_LIMITS.refund),
  MERIDIAN_RATE_TOKEN: limit(RATE_LIMITS.token),
} as const;

/** @throws ConfigError naming each fault, never a value. */
export const readGatewayConfig = (environment: Readonly<Record<string, string | undefined>>) => readConfig(environment, GATEWAY_SHAPE);

export type GatewayConfig = ReturnType<typeof readGatewayConfig>;

export const rateLimitsOf = (config: GatewayConfig): RateLimits => ({
  application: config.MERIDIAN_RATE_APPLICATION,
  patient: config.MERIDIAN_RATE_PATIENT,
  refund: config.MERIDIAN_RATE_REFUND,
  token: config.MERIDIAN_RATE_TOKEN,
});
