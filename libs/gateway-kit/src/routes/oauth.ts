import type { Code } from '@meridian/contracts/codes';
import { done, type Outcome, refused } from '@meridian/kernel/outcome';
import type { Failure, Problem } from '../http/problem';

interface ClientRequest {
  readonly grant_type: unknown;
  readonly client_id: unknown;
  readonly client_secret: unknown;
}

/**
 * The three parameters of a token request; others are ignored, as RFC 6749 3.2 demands. More than one way of authenticating
 * in one request is refused (2.3).
 */
export function clientOf(body: unknown, authorization: string | undefined): Outcome<ClientRequest, Code> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return refused('REQUEST_MALFORMED');
  const { grant_type, client_id, client_secret } = body as Record<string, unknown>;
  if (authorization === undefined) return done({ grant_type, client_id, client_secret });
  const basic = basicOf(authorization);
  if (basic === null || client_secret !== undefined || (client_id !== undefined && client_id !== basic.client_id)) {
    return refused('REQUEST_MALFORMED');
  }
  return done({ grant_type, ...basic });
}

/** RFC 6749 2.3.1: both halves are form-encoded before they are joined. Null when the header is not that. */
function basicOf(authorization: string): { client_id: string; client_secret: string } | null {
  const encoded = /^Basic +([\w+/]+={0,2})$/i.exec(authorization)?.[1];
  const pair = encoded === undefined ? '' : Buffer.from(encoded, 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  if (colon < 0) return null;
  const decode = (text: string): string => decodeURIComponent(text.replace(/\+/g, ' '));
  try {
    return { client_id: decode(pair.slice(0, colon)), client_secret: decode(pair.slice(colon + 1)) };
  } catch {
    return null;
  }
}

/** RFC 6749 5.2, with the members of our problem beside its two: an OAuth client reads `error`, ours read `code`. */
export function oauthFailure(problem: Problem): Failure {
  return {
    status: problem.status,
    mediaType: 'application/json; charset=utf-8',
    body: { error: errorOf(problem), error_description: problem.message.en, ...problem },
  };
}

function errorOf({ code, status, fields }: Problem): string {
  if (code === 'CLIENT_INVALID') return 'invalid_client';
  if (fields?.some((one) => one.field === '/grant_type' && one.code === 'FIELD_IS_IN')) return 'unsupported_grant_type';
  if (status >= 500) return status === 500 ? 'server_error' : 'temporarily_unavailable';
  return 'invalid_request';
}
