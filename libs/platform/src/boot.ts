import { setTimeout as delay } from 'node:timers/promises';
import { Clock } from '@meridian/kernel/clock';
import { type DynamicModule, Module, type Provider, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { MicroserviceOptions } from '@nestjs/microservices';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { NatsConnection } from 'nats';
import { AnsweringServer } from './bus/answering-server';
import { Bus, NatsBus } from './bus/bus';
import { connectNats, isConnected } from './bus/connection';
import { SystemClock } from './clock';
import { followClock } from './clock-follower';
import type { ServiceConfig } from './config';
import { Engine } from './engine/engine';
import { FactConsumer, type Listener } from './facts/consumer';
import { tellHints } from './facts/hints';
import { OutboxRelay } from './facts/relay';
import { HealthController, READINESS, type Readiness } from './http/health.controller';
import { METRICS_PAGE, MetricsController } from './http/metrics.controller';
import { createLogger, type Logger, NestLogger } from './logger';
import { consumerReading } from './observe/consumer-reading';
import { engineReadings } from './observe/engine-readings';
import { type Reading, Readings } from './observe/readings';
import { startTracing } from './observe/tracing';
import { Database, statement } from './storage/database';
import { Vault } from './vault';

/** What a service is made of once its outside is connected; its module's providers are built from these. */
export interface ServiceParts {
  readonly config: ServiceConfig;
  readonly database: Database;
  readonly nats: NatsConnection;
  readonly bus: Bus;
  readonly clock: SystemClock;
  readonly logger: Logger;
  readonly vault: Vault;
}

export interface ServiceDefinition {
  readonly service: string;
  readonly config: ServiceConfig;
  readonly controllers: Type[];
  /** The service's own providers; Bus, Clock, Database, Vault and Engine can be injected by their classes. */
  providers(parts: ServiceParts, engine: Engine): Provider[];
  /** Adds what the engine keeps and makes. Absent for services without a state machine: then no engine runs. */
  engine?(engine: Engine, parts: ServiceParts): void;
  listeners?(app: NestFastifyApplication, parts: ServiceParts): Listener[];
  /** What `/metrics` looks up besides what the engine and the consumers tell. */
  readings?(parts: ServiceParts): Reading[];
}

@Module({})
class ServiceModule {}

const BROKER_PATIENCE_MS = 2000;
/** Longer than answers, calls and connections take to end; what hangs then is left behind, as after a crash. */
const EXIT_WITHIN_MS = 25_000;

const PING = statement('ping', 'SELECT 1');

/** Starts a service: database, bus, engine, relay, consumers, then its subjects and its health port. SIGTERM drains and exits 0. */
export async function bootService(definition: ServiceDefinition): Promise<{ app: NestFastifyApplication; stop(): Promise<void> }> {
  const { config, service } = definition;
  const logger = createLogger(service, config.MERIDIAN_LOG_LEVEL);
  const database = await Database.connect(config.MERIDIAN_DATABASE_URL);
  const nats = await connectNats(config.MERIDIAN_NATS_URL, service);
  const clock = new SystemClock();
  if (config.MERIDIAN_MOVABLE_CLOCK) followClock(nats, clock);
  const vault = new Vault(config.MERIDIAN_VAULT_KEY);
  const parts: ServiceParts = { config, database, nats, bus: new NatsBus(nats), clock, logger, vault };

  const engine = new Engine({ service, hospitalId: config.MERIDIAN_HOSPITAL_ID, database, clock, logger, vault });
  const withEngine = definition.engine !== undefined;
  definition.engine?.(engine, parts);
  const relay = new OutboxRelay(database, nats, logger);
  engine.onAnnounced((hints) => {
    relay.wake();
    if (hints.length > 0) tellHints(nats, logger, hints);
  });
  const readiness: Readiness = {
    draining: false,
    checks: { database: async () => (await database.run(PING)) === 1, nats: () => isConnected(nats) },
  };
  // A kept-alive connection to the health port must not hold up the exit for as long as its client likes.
  const adapter = new FastifyAdapter({ forceCloseConnections: true });
  const listeners: Listener[] = [];
  const readings = readingsOf(definition, parts, listeners);
  const app = await NestFactory.create<NestFastifyApplication>(moduleOf(definition, parts, { engine, readiness, readings }), adapter, {
    logger: new NestLogger(logger),
  });
  const answers = new AnsweringServer(config.MERIDIAN_NATS_URL, service);
  app.connectMicroservice<MicroserviceOptions>({ strategy: answers });
  if (withEngine) {
    await engine.start();
    relay.start();
  }
  listeners.push(...(definition.listeners?.(app, parts) ?? []));
  const consumers = listeners.map((listener) => new FactConsumer(nats, listener, logger));
  for (const consumer of consumers) consumer.start();
  await app.startAllMicroservices();
  await app.listen(config.MERIDIAN_HTTP_PORT, config.MERIDIAN_HTTP_HOST);

  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopping ??= (async () => {
      readiness.draining = true;
      // First nothing new comes in and what came in is answered, then the calls end; the engine still runs while somebody waits for it.
      await Promise.all([answers.close(), ...consumers.map((consumer) => consumer.stop())]);
      if (withEngine) await engine.stop();
      if (withEngine) await relay.stop();
      await app.close();
      // A broker that is away would be waited for.
      await Promise.race([nats.drain(), delay(BROKER_PATIENCE_MS, undefined, { ref: false })]).catch(() => undefined);
      await nats.close();
      await database.close();
    })();
    return stopping;
  };
  return { app, stop };
}

/** @param listeners filled later: they are made by what the module makes */
const readingsOf = (definition: ServiceDefinition, parts: ServiceParts, listeners: readonly Listener[]): Readings =>
  new Readings([
    ...(definition.engine ? engineReadings(parts.database, parts.clock) : []),
    ...(definition.readings?.(parts) ?? []),
    consumerReading(parts.nats, () => listeners.map(({ consumer }) => consumer)),
  ]);

interface Inside {
  readonly engine: Engine;
  readonly readiness: Readiness;
  readonly readings: Readings;
}

function moduleOf(definition: ServiceDefinition, parts: ServiceParts, { engine, readiness, readings }: Inside): DynamicModule {
  return {
    module: ServiceModule,
    controllers: [HealthController, MetricsController, ...definition.controllers],
    providers: [
      { provide: READINESS, useValue: readiness },
      { provide: METRICS_PAGE, useValue: readings },
      { provide: Bus, useValue: parts.bus },
      { provide: Clock, useValue: parts.clock },
      { provide: Database, useValue: parts.database },
      { provide: Vault, useValue: parts.vault },
      { provide: Engine, useValue: engine },
      ...definition.providers(parts, engine),
    ],
  };
}

/** The body of every service's main.ts. */
export async function runService(definition: ServiceDefinition): Promise<void> {
  const endTracing = await startTracing(definition.service, definition.config);
  const { app, stop } = await bootService(definition);
  const end = (): void => {
    setTimeout(() => process.exit(1), EXIT_WITHIN_MS).unref();
    void stop()
      .then(endTracing, endTracing)
      .finally(() => process.exit(0));
  };
  process.once('SIGTERM', end).once('SIGINT', end);
  const port = new URL(await app.getUrl()).port;
  process.stdout.write(`READY ${definition.service} ${port}\n`);
}
