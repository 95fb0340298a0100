import type { FastifyInstance, FastifyRequest } from 'fastify';
import { RefusalException } from './refusal.exception';

/** Bodies of money requests are small; a callback of a channel is too. */
export const BODY_LIMIT_BYTES = 64 * 1024;
/** Nothing we accept is nested deeper; deeper texts only wear out the validator's stack. */
const MAX_DEPTH = 8;

/** How a route takes its body; set with Nest's RouteConfig. Without it: JSON only. */
export interface BodyConfig {
  /** The untouched bytes, whatever their media type: signatures are over them (channels.md E 5). */
  readonly rawBody?: boolean;
  /** Besides JSON also a form, as RFC 6749 wants at the token endpoint. */
  readonly formBody?: boolean;
}

const configOf = (request: FastifyRequest): BodyConfig => request.routeOptions.config as BodyConfig;
const unsupported = (): RefusalException => new RefusalException('MEDIA_TYPE_UNSUPPORTED');

/** Replaces Fastify's own parsers. A body that is not valid UTF-8 is malformed, never repaired. */
export function installBodyParsers(server: FastifyInstance): void {
  const parseJson = server.getDefaultJsonParser('error', 'error');
  server.removeAllContentTypeParsers();

  server.addContentTypeParser<Buffer>('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    if (configOf(request).rawBody) return done(null, body);
    if (body.length === 0) return done(null, undefined);
    const text = utf8(body);
    if (text === null) return done(new RefusalException('REQUEST_MALFORMED'));
    return parseJson(request, text, (error, value) => {
      if (error === null && isDeeperThan(value, MAX_DEPTH)) return done(new RefusalException('REQUEST_MALFORMED'));
      return done(error, value);
    });
  });

  server.addContentTypeParser<Buffer>('application/x-www-form-urlencoded', { parseAs: 'buffer' }, (request, body, done) => {
    if (configOf(request).rawBody) return done(null, body);
    return configOf(request).formBody ? done(null, parseForm(body)) : done(unsupported());
  });

  server.addContentTypeParser<Buffer>('*', { parseAs: 'buffer' }, (request, body, done) =>
    configOf(request).rawBody ? done(null, body) : done(unsupported()),
  );
}

/** Keeps a byte order mark: the text must give back the same bytes. Null when the bytes are not UTF-8. */
export function utf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** A parameter given twice becomes a list, which no field accepts (RFC 6749 3.2: parameters must not repeat). */
function parseForm(body: Buffer): Record<string, unknown> {
  const given = new URLSearchParams(body.toString('utf8'));
  return Object.fromEntries(
    [...new Set(given.keys())].map((name) => {
      const values = given.getAll(name);
      return [name, values.length === 1 ? values[0] : values];
    }),
  );
}

function isDeeperThan(value: unknown, limit: number): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > limit) return true;
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []));
  }
  return false;
}
