/** NUL and half a surrogate pair, as `JSON.stringify` writes them; an even number of backslashes before is text of its own. */
const UNSTORABLE = /(?<!\\)((?:\\\\)*)\\u(?:0000|d[89a-f][0-9a-f]{2})/g;

/**
 * A value as JSON that PostgreSQL takes. It refuses NUL and lone surrogates, which an outside party may send: they become U+FFFD, since
 * evidence that cannot be written would keep the call open for ever. The sealed exchange holds the very bytes.
 */
export function storableJson(value: unknown): string {
  const json = JSON.stringify(value);
  return json.includes('\\u') ? json.replace(UNSTORABLE, '$1\\ufffd') : json;
}

/** A text without NUL. */
export const storableText = (text: string): string => text.replaceAll('\0', '\ufffd');
