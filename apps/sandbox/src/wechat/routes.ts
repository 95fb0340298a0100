import type { PartyRequest } from '../frame/party';

export const WECHAT_OPERATIONS = ['jsapi', 'query', 'query-by-id', 'close', 'refund', 'query-refund', 'certificates'] as const;
export type WechatOperation = (typeof WECHAT_OPERATIONS)[number];

interface Route {
  readonly operation: WechatOperation;
  readonly method: 'GET' | 'POST';
  /** At most one group: the number in the path, still percent-encoded. */
  readonly path: RegExp;
}

const ROUTES: readonly Route[] = [
  { operation: 'jsapi', method: 'POST', path: /^\/v3\/pay\/transactions\/jsapi$/ },
  { operation: 'query', method: 'GET', path: /^\/v3\/pay\/transactions\/out-trade-no\/([^/]+)$/ },
  { operation: 'query-by-id', method: 'GET', path: /^\/v3\/pay\/transactions\/id\/([^/]+)$/ },
  { operation: 'close', method: 'POST', path: /^\/v3\/pay\/transactions\/out-trade-no\/([^/]+)\/close$/ },
  { operation: 'refund', method: 'POST', path: /^\/v3\/refund\/domestic\/refunds$/ },
  { operation: 'query-refund', method: 'GET', path: /^\/v3\/refund\/domestic\/refunds\/([^/]+)$/ },
  { operation: 'certificates', method: 'GET', path: /^\/v3\/certificates$/ },
];

export interface Matched {
  readonly operation: WechatOperation;
  /** The number in the path, decoded; empty where the path has none. */
  readonly number: string;
}

/** The operation of a request; 404 or 405 where there is none. */
export function matchRoute(request: PartyRequest): Matched | 404 | 405 {
  let found: 404 | 405 = 404;
  for (const { operation, method, path } of ROUTES) {
    const match = path.exec(request.path);
    if (match === null) continue;
    const number = decoded(match[1] ?? '');
    if (number === null) return 404;
    if (method === request.method) return { operation, number };
    found = 405;
  }
  return found;
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
