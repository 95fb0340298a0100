import { el } from './dom.mjs';
import { dayAndSecond } from './format.mjs';
import { say } from './language.mjs';

/** A value as people read it: a text as it is, everything else as indented JSON. */
const readable = (value) => (typeof value === 'string' ? value : JSON.stringify(value, null, 2));

const pane = (title, first, headers, body) =>
  el(
    'section',
    { class: 'pane' },
    el('h4', {}, title),
    el('p', { class: 'mono first' }, first),
    headers && Object.keys(headers).length > 0
      ? el(
          'pre',
          { class: 'headers', tabindex: '0', 'aria-label': say(`${title}头`, `${title} headers`) },
          Object.entries(headers)
            .map(([name, value]) => `${name}: ${value}`)
            .join('\n'),
        )
      : null,
    body === undefined || body === ''
      ? null
      : el('pre', { tabindex: '0', 'aria-label': say(`${title}体`, `${title} body`) }, readable(body)),
  );

/** Both sides of an exchange, as their owner masked them. */
export function exchangePanes({ request, answer }) {
  return el(
    'div',
    { class: 'panes' },
    request ? pane(say('请求', 'Request'), `${request.method} ${request.url}`, request.headers, request.body) : null,
    !answer
      ? null
      : answer.noAnswer
        ? pane(say('应答', 'Answer'), say(`没有应答：${answer.noAnswer}`, `No answer: ${answer.noAnswer}`), null, undefined)
        : pane(say('应答', 'Answer'), `HTTP ${answer.status}`, answer.headers, answer.body),
  );
}

/** Everything else a step knows, name by name. Instants are told in Beijing time beside their number. */
export function detailList(detail) {
  const rows = Object.entries(detail).filter(([, value]) => value !== null && value !== undefined);
  if (rows.length === 0) return null;
  return el(
    'dl',
    { class: 'pairs detail' },
    rows.map(([name, value]) => [el('dt', { class: 'mono' }, name), el('dd', {}, cellOf(name, value))]),
  );
}

const isInstant = (name, value) => /(At|Until)$/.test(name) && Number.isSafeInteger(value) && value > 1_000_000_000_000;

function cellOf(name, value) {
  if (isInstant(name, value)) return el('span', { class: 'mono' }, dayAndSecond(value));
  if (typeof value === 'object') return el('pre', { tabindex: '0', 'aria-label': name }, readable(value));
  return el('span', { class: 'mono' }, String(value));
}
