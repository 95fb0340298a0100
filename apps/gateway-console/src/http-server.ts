import helmet from '@fastify/helmet';
import { BODY_LIMIT_BYTES, installBodyParsers } from '@meridian/gateway-kit/http/body-parsers';
import { ProblemFilter } from '@meridian/gateway-kit/http/problem.filter';
import { RefusalException } from '@meridian/gateway-kit/http/refusal.exception';
import { installDrainHook, installRequestHooks } from '@meridian/gateway-kit/http/request-hooks';
import { RouteTable } from '@meridian/gateway-kit/http/route-table';
import { NestLogger } from '@meridian/platform/logger';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type ConsoleParts, consoleModule } from './console.module';
import { servePages } from './pages';

const REQUEST_TIMEOUT_MS = 15_000;
/** The number of a case has up to 160 characters, each of which may be escaped as three. */
const MAX_PARAMETER_LENGTH = 480;

/** Everything comes from here, nothing is inline, nothing is made from text, nobody frames the page. */
const HEADERS = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'"],
      connectSrc: ["'self'"],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
      requireTrustedTypesFor: ["'script'"],
    },
  },
  frameguard: { action: 'deny' },
} as const;

/** The whole HTTP edge of the console, ready to listen. */
export async function createConsoleServer(parts: ConsoleParts): Promise<NestFastifyApplication> {
  const { logger, readiness } = parts;
  const routes = new RouteTable();
  const filter = new ProblemFilter(routes, logger);
  const adapter = new FastifyAdapter({
    logger: false,
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    routerOptions: { maxParamLength: MAX_PARAMETER_LENGTH },
    frameworkErrors: (_error: Error, request: FastifyRequest, reply: FastifyReply) =>
      filter.answer(new RefusalException('REQUEST_MALFORMED'), request, reply),
  });
  const server = adapter.getInstance();
  server.addHook('onRoute', ({ url, method }) => routes.add(url, method));
  installBodyParsers(server);
  installRequestHooks(server, logger);
  installDrainHook(server, readiness);
  await server.register(helmet, HEADERS);
  servePages(server);
  return NestFactory.create<NestFastifyApplication>(consoleModule(parts, filter), adapter, {
    bodyParser: false,
    logger: new NestLogger(logger),
    abortOnError: false,
  });
}
