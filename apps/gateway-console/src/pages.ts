import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { FastifyInstance } from 'fastify';

/** Beside src and dist alike. */
const PUBLIC = path.join(__dirname, '../public');

/** The pages hold no data: everything they show, they ask the API for. */
const PAGES = { '/': 'index.html', '/orders/:orderNo': 'order.html', '/sign-in': 'sign-in.html' } as const;

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml; charset=utf-8',
};

/**
 * One route for each file that is there, read once at the start: no path of a request ever reaches the disk.
 * Not by @fastify/static, whose release 10 stands on a package that is an ES module only, which jest cannot load on Node 20.
 */
export function servePages(server: FastifyInstance): void {
  for (const [route, file] of Object.entries(PAGES)) serve(server, route, file);
  for (const file of readdirSync(path.join(PUBLIC, 'assets'))) serve(server, `/assets/${file}`, `assets/${file}`);
}

function serve(server: FastifyInstance, route: string, file: string): void {
  const mediaType = MEDIA_TYPES[path.extname(file)];
  if (mediaType === undefined) throw new Error(`no media type for ${file}`);
  const body = readFileSync(path.join(PUBLIC, file));
  const etag = `"${createHash('sha256').update(body).digest('base64url')}"`;
  server.get(route, (request, reply) => {
    // Asked about each time, sent again only when changed: a new version is never mixed with an old one.
    void reply.headers({ 'cache-control': 'no-cache', etag });
    if (request.headers['if-none-match'] === etag) return reply.status(304).send();
    return reply.type(mediaType).send(body);
  });
}
