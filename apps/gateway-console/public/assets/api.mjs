import { language, say, sayOf } from './language.mjs';

/** A refusal of the API, or silence of the whole console. */
export class Problem extends Error {
  constructor(problem, retryAfterSeconds = 0) {
    super(problem.detail ?? sayOf(problem.message));
    this.code = problem.code;
    this.title = sayOf(problem.message);
    this.detail = problem.detail;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

const UNREACHABLE = { code: 'CONSOLE_UNREACHABLE', message: { zh: '连接不上操作台服务', en: 'The console cannot be reached' } };

/**
 * Asks our own server.
 * @param by `person` for what somebody did, `poll` for what the page does by itself: only a person keeps the session alive
 * @throws Problem; without a session the page leaves for the sign-in page and the promise never settles
 */
export async function ask(path, { method = 'GET', body, by = 'person' } = {}) {
  const headers = { 'meridian-console': by, 'accept-language': language };
  if (body !== undefined) headers['content-type'] = 'application/json';
  let response;
  try {
    response = await fetch(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body), cache: 'no-store' });
  } catch {
    throw new Problem(UNREACHABLE);
  }
  if (response.status === 204) return undefined;
  const answer = await response.json().catch(() => UNREACHABLE);
  if (response.ok) return answer;
  if (response.status === 401 && method !== 'POST') return leaveForSignIn();
  if (response.status === 401 && path !== '/api/session') return leaveForSignIn();
  throw new Problem(answer.message ? answer : UNREACHABLE, Number(response.headers.get('retry-after') ?? 0));
}

function leaveForSignIn() {
  location.assign(`/sign-in?next=${encodeURIComponent(location.pathname)}`);
  return new Promise(() => undefined);
}

/** The words for a failure, with the code that support will ask for. */
export const wordsOf = (problem) =>
  problem instanceof Problem
    ? `${problem.title}${problem.detail ? say('：', ': ') + problem.detail : ''}${say('（', ' (')}${problem.code}${say('）', ')')}`
    : String(problem);

let codes;
/** Code → `{zh, en}` for every code of Meridian; an empty object when the list cannot be had. */
export function codeWords() {
  codes ??= ask('/problems', { by: 'poll' })
    .then((list) => Object.fromEntries(list.map(({ code, message }) => [code, message])))
    .catch(() => ({}));
  return codes;
}
