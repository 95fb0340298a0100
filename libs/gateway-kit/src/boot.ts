import { setTimeout as delay } from 'node:timers/promises';
import { Bus, NatsBus } from '@meridian/platform/bus/bus';
import { connectNats } from '@meridian/platform/bus/connection';
import { SystemClock } from '@meridian/platform/clock';
import { followClock } from '@meridian/platform/clock-follower';
import type { Readiness } from '@meridian/platform/http/health.controller';
import { createLogger } from '@meridian/platform/logger';
import { startTracing } from '@meridian/platform/observe/tracing';
import { Vault } from '@meridian/platform/vault';
import type { Type } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { NatsConnection } from 'nats';
import type { Gateway } from './gateway';
import { type GatewayConfig, rateLimitsOf } from './gateway-config';
import { createHttpServer } from './http-server';
import { serveMetricsOf } from './metrics-port';

export interface GatewayDefinition {
  readonly gateway: Gateway;
  readonly config: GatewayConfig;
  /** What this gateway has beside the shared routes. */
  readonly controllers?: readonly Type[];
}

/** Connects to the bus and serves. `stop` answers what is in flight, then leaves. */
export async function bootGateway(definition: GatewayDefinition): Promise<{ app: NestFastifyApplication; stop(): Promise<void> }> {
  const { gateway, config, controllers = [] } = definition;
  const logger = createLogger(gateway.name, config.MERIDIAN_LOG_LEVEL);
  const nats = await connectNats(config.MERIDIAN_NATS_URL, gateway.name);
  const clock = new SystemClock();
  if (config.MERIDIAN_MOVABLE_CLOCK) followClock(nats, clock);
  const readiness: Readiness = { draining: false, checks: { nats: () => isConnected(nats) } };
  const bus: Bus = new NatsBus(nats);
  const app = await createHttpServer({
    gateway,
    bus,
    vault: new Vault(config.MERIDIAN_VAULT_KEY),
    clock,
    logger,
    readiness,
    tokenPublicKeyPem: config.MERIDIAN_TOKEN_PUBLIC_KEY,
    limits: rateLimitsOf(config),
    controllers,
  });
  await app.listen(config.MERIDIAN_HTTP_PORT, config.MERIDIAN_HTTP_HOST);
  const metrics = await serveMetricsOf(config, logger);

  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopping ??= (async () => {
      readiness.draining = true;
      // Requests in flight are answered within their contract's three seconds; who still sends after that is cut off.
      const cut = setTimeout(() => app.getHttpServer().closeAllConnections(), GRACE_MS);
      await app.close();
      clearTimeout(cut);
      await metrics.close();
      await nats.drain().catch(() => undefined);
    })();
    return stopping;
  };
  return { app, stop };
}

const GRACE_MS = 5000;
const PROBE_MS = 500;

/** A closed connection throws, a broken one waits for the broker to come back: only an answer counts. */
const isConnected = (nats: NatsConnection): Promise<boolean> =>
  Promise.race([nats.flush().then(() => true), delay(PROBE_MS, false, { ref: false })]);

/** The body of every gateway's main.ts. */
export async function runGateway(definition: GatewayDefinition): Promise<void> {
  const endTracing = await startTracing(definition.gateway.name, definition.config);
  const { app, stop } = await bootGateway(definition);
  const end = (): void =>
    void stop()
      .then(endTracing, endTracing)
      .finally(() => process.exit(0));
  process.once('SIGTERM', end).once('SIGINT', end);
  const port = new URL(await app.getUrl()).port;
  process.stdout.write(`READY ${definition.gateway.name} ${port}\n`);
}
