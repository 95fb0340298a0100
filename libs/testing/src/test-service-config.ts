import { randomBytes } from 'node:crypto';

/** The configuration every service reads, for one that a test starts in its own process; the test adds what is the service's own. */
export const testServiceConfig = (databaseUrl: string, natsUrl: string) =>
  ({
    MERIDIAN_DATABASE_URL: databaseUrl,
    MERIDIAN_NATS_URL: natsUrl,
    MERIDIAN_HTTP_PORT: 0,
    MERIDIAN_HTTP_HOST: '127.0.0.1',
    MERIDIAN_LOG_LEVEL: 'silent',
    MERIDIAN_VAULT_KEY: randomBytes(32),
    MERIDIAN_MOVABLE_CLOCK: false,
    MERIDIAN_TRACE_EXPORTER: 'none',
    MERIDIAN_TRACE_OTLP_URL: 'http://127.0.0.1:4318/v1/traces',
    MERIDIAN_TRACE_RATIO: 0.05,
    MERIDIAN_SHARD: '01',
    MERIDIAN_HOSPITAL_ID: 'H45020000001',
  }) as const;
