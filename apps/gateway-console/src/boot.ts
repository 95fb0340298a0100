import { setTimeout as sleep } from 'node:timers/promises';
import { serveMetricsOf } from '@meridian/gateway-kit/metrics-port';
import { NatsBus } from '@meridian/platform/bus/bus';
import { connectNats } from '@meridian/platform/bus/connection';
import { SystemClock } from '@meridian/platform/clock';
import { followClock } from '@meridian/platform/clock-follower';
import type { Readiness } from '@meridian/platform/http/health.controller';
import { createLogger } from '@meridian/platform/logger';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { ConsoleConfig } from './config';
import { createConsoleServer } from './http-server';

export const NAME = 'gateway-console';

const PROBE_MS = 500;
const GRACE_MS = 5000;

/** Connects to the bus and serves. `stop` answers what is in flight, then leaves. */
export async function bootConsole(config: ConsoleConfig): Promise<{ app: NestFastifyApplication; stop(): Promise<void> }> {
  const logger = createLogger(NAME, config.MERIDIAN_LOG_LEVEL);
  const nats = await connectNats(config.MERIDIAN_NATS_URL, NAME);
  const clock = new SystemClock();
  if (config.MERIDIAN_MOVABLE_CLOCK) followClock(nats, clock);
  // A closed connection throws, a broken one waits for the broker to come back: only an answer counts.
  const isConnected = (): Promise<boolean> => Promise.race([nats.flush().then(() => true), sleep(PROBE_MS, false, { ref: false })]);
  const readiness: Readiness = { draining: false, checks: { nats: isConnected } };
  const app = await createConsoleServer({
    bus: new NatsBus(nats),
    clock,
    logger,
    readiness,
    hospitalId: config.MERIDIAN_HOSPITAL_ID,
    operators: config.MERIDIAN_CONSOLE_OPERATORS,
    sessionKey: config.MERIDIAN_CONSOLE_SESSION_KEY,
    https: config.MERIDIAN_CONSOLE_HTTPS,
  });
  await app.listen(config.MERIDIAN_HTTP_PORT, config.MERIDIAN_HTTP_HOST);
  const metrics = await serveMetricsOf(config, logger);

  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopping ??= (async () => {
      readiness.draining = true;
      // Answers take at most the three seconds of their contracts; who still holds a connection after that is cut off.
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
