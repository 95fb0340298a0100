import helmet from '@fastify/helmet';
import { NestLogger } from '@meridian/platform/logger';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type GatewayParts, gatewayModule, SHARED_MODELS } from './gateway.module';
import { BODY_LIMIT_BYTES, installBodyParsers } from './http/body-parsers';
import { ProblemFilter } from './http/problem.filter';
import { RefusalException } from './http/refusal.exception';
import { installDrainHook, installRequestHooks } from './http/request-hooks';
import { RouteTable } from './http/route-table';
import { serveDocs } from './openapi/docs-page';
import { describe } from './openapi/document';

/** Longer than any answer of ours takes, shorter than a slow sender can hold a socket. */
const REQUEST_TIMEOUT_MS = 15_000;

/** Nothing is loaded from elsewhere; the documentation page needs its own scripts and inline styles. */
const HEADERS = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'", "'unsafe-inline'"],
      imgSrc: ["'self'", 'data:'],
      connectSrc: ["'self'"],
      baseUri: ["'none'"],
      formAction: ["'none'"],
      frameAncestors: ["'none'"],
    },
  },
};

/** The whole HTTP edge of a gateway, ready to listen. */
export async function createHttpServer(parts: GatewayParts): Promise<NestFastifyApplication> {
  const { gateway, logger, readiness } = parts;
  const routes = new RouteTable();
  const filter = new ProblemFilter(routes, logger);
  const adapter = new FastifyAdapter({
    logger: false,
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    // A path with a broken escape is refused before any route or hook.
    frameworkErrors: (_error: Error, request: FastifyRequest, reply: FastifyReply) =>
      filter.answer(new RefusalException('REQUEST_MALFORMED'), request, reply),
  });
  const server = adapter.getInstance();
  server.addHook('onRoute', ({ url, method }) => routes.add(url, method));
  installBodyParsers(server);
  installRequestHooks(server, logger);
  installDrainHook(server, readiness);
  await server.register(helmet, HEADERS);

  const app = await NestFactory.create<NestFastifyApplication>(await gatewayModule(parts, routes), adapter, {
    bodyParser: false,
    logger: new NestLogger(logger),
    abortOnError: false,
  });
  serveDocs(server, describe(app, gateway, SHARED_MODELS));
  return app;
}
