import path from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/** Beside src and dist alike. */
const PUBLIC = path.join(__dirname, '../public');

/** The pages hold no data: everything they show, they ask the API for. */
const PAGES = { '/': 'index.html', '/orders/:orderNo': 'order.html', '/sign-in': 'sign-in.html' } as const;

export async function servePages(server: FastifyInstance): Promise<void> {
  await server.register(fastifyStatic, {
    root: path.join(PUBLIC, 'assets'),
    prefix: '/assets/',
    index: false,
    cacheControl: false,
    // Asked about each time, sent again only when changed: a new version is never mixed with an old one.
    setHeaders: (reply) => void reply.header('cache-control', 'no-cache'),
  });
  for (const [route, file] of Object.entries(PAGES)) {
    server.get(route, (_request, reply) => reply.sendFile(file, PUBLIC));
  }
}
