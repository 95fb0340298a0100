import type { Exchange } from './wire';

const HIDDEN = '***';

/** Headers and members that are secret with every party. */
const SECRET_HEADER = /authorization|signature|secret|token|cookie/i;
const SECRET_MEMBERS = ['sign', 'signature', 'authorization'];

/** An ID card number hides wherever it stands, error texts included: area, birth date, sequence, check character. */
const ID_NUMBER = /(?<!\d)\d{6}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx](?!\d)/g;

export interface MaskedExchange {
  readonly request: {
    readonly method: string;
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body?: unknown;
  };
  readonly answer:
    | { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: unknown }
    | { readonly noAnswer: string };
}

/**
 * What people may see of an exchange: bodies parsed (JSON, form, XML; JSON inside strings too) with the values of the
 * sensitive members replaced, whole subtrees at once. What cannot be parsed and might hide a member is withheld.
 * Never throws.
 * @param sensitive member names, compared without case
 */
export function masked(exchange: Exchange, sensitive: readonly string[]): MaskedExchange {
  const names = new Set([...SECRET_MEMBERS, ...sensitive].map((name) => name.toLowerCase()));
  const { request, answer } = exchange;
  return {
    request: {
      method: request.method,
      url: maskedUrl(request.url, names),
      headers: maskedHeaders(request.headers, names),
      ...(request.body === undefined ? {} : { body: maskedBody(request.body, names) }),
    },
    answer:
      'noAnswer' in answer
        ? { noAnswer: answer.noAnswer }
        : { status: answer.status, headers: maskedHeaders(answer.headers, names), body: maskedBody(answer.body, names) },
  };
}

type Names = ReadonlySet<string>;

const maskedHeaders = (headers: Readonly<Record<string, string>>, names: Names): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      SECRET_HEADER.test(name) || names.has(name.toLowerCase()) ? HIDDEN : plain(value),
    ]),
  );

function maskedUrl(url: string, names: Names): string {
  const [address = '', query] = splitOnce(url, '?');
  if (query === undefined) return plain(address);
  const pairs = query.split('&').map((pair) => {
    const [name = ''] = splitOnce(pair, '=');
    return names.has(name.toLowerCase()) ? `${name}=${HIDDEN}` : plain(pair);
  });
  return `${plain(address)}?${pairs.join('&')}`;
}

function maskedBody(text: string, names: Names): unknown {
  try {
    return bodyView(text, names);
  } catch {
    // Absurdly deep JSON exhausts the stack; the view must not break the page that shows it.
    return withheld(text);
  }
}

function bodyView(text: string, names: Names): unknown {
  const json = parsed(text);
  if (json !== undefined) return walk(json, names);
  const trimmed = text.trimStart();
  if (trimmed.startsWith('<')) return maskedXml(text, names);
  if (/^[\w.%-]+=[^\s]*$/.test(trimmed)) return maskedForm(trimmed, names);
  return /^[[{]/.test(trimmed) || namesAny(text, names) ? withheld(text) : plain(text);
}

function walk(value: unknown, names: Names): unknown {
  if (Array.isArray(value)) return value.map((item) => walk(item, names));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [name, names.has(name.toLowerCase()) ? HIDDEN : walk(inner, names)]),
    );
  }
  return typeof value === 'string' ? textView(value, names) : value;
}

/** A string member: parties put whole JSON documents into strings. */
function textView(text: string, names: Names): unknown {
  const json = /^\s*[[{"]/.test(text) ? parsed(text) : undefined;
  if (json !== undefined) return walk(json, names);
  return /^\s*[[{]/.test(text) && namesAny(text, names) ? withheld(text) : plain(text);
}

function maskedForm(text: string, names: Names): Record<string, unknown> {
  return Object.fromEntries(
    [...new URLSearchParams(text)].map(([name, value]) => [name, names.has(name.toLowerCase()) ? HIDDEN : textView(value, names)]),
  );
}

function maskedXml(text: string, names: Names): string {
  let view = text;
  for (const name of names) {
    const tag = name.replace(/[^\w.-]/g, '\\$&');
    view = view
      .replace(new RegExp(`(<((?:[\\w-]+:)?${tag})(?:\\s[^>]*)?>)[\\s\\S]*?(</\\2>|$)`, 'gi'), `$1${HIDDEN}$3`)
      .replace(new RegExp(`(\\s${tag}\\s*=\\s*)("[^"]*"|'[^']*')`, 'gi'), `$1"${HIDDEN}"`);
  }
  return plain(view);
}

const plain = (text: string): string => text.replace(ID_NUMBER, HIDDEN);

const withheld = (text: string): string => `(unreadable, ${text.length} characters withheld)`;

const namesAny = (text: string, names: Names): boolean => {
  const lower = text.toLowerCase();
  return [...names].some((name) => lower.includes(name));
};

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function splitOnce(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
