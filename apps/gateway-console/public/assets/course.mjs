import { byId, chip, el } from './dom.mjs';
import { second, took } from './format.mjs';
import { say } from './language.mjs';
import { SERVICES, wordOf } from './words-states.mjs';
import { titleWord } from './words-story.mjs';

/**
 * The story as a course in time: one block a trace, one row for what took time (a call from its intent to its answer, an exchange, the way
 * of a fact to the ledger) or happened at an instant (a fact). All of it is read from what the services keep, so it survives every crash.
 */
export function showCourse(entries) {
  const traces = tracesOf(entries);
  byId('course-panel').hidden = traces.length === 0;
  byId('course-says').textContent = say(
    `${traces.length} 段，共 ${took(sum(traces, lengthOf))}，其中外部 ${took(outsideMs(entries))}`,
    `${traces.length} traces, ${took(sum(traces, lengthOf))} in all, ${took(outsideMs(entries))} of it outside`,
  );
  byId('course').replaceChildren(...traces.map(block));
}

const sum = (all, of) => all.reduce((total, one) => total + of(one), 0);
const outsideMs = (entries) => sum(entries, ({ kind, tookMs }) => (kind === 'exchange' ? (tookMs ?? 0) : 0));
const lengthOf = ({ from, to }) => to - from;

/** @returns {{traceId: string, from: number, to: number, rows: object[]}[]} oldest first */
export function tracesOf(entries) {
  const traces = new Map();
  for (const row of rowsOf(entries)) traces.set(row.traceId, [...(traces.get(row.traceId) ?? []), row]);
  return [...traces]
    .map(([traceId, rows]) => {
      const from = Math.min(...rows.map((row) => row.from));
      return { traceId, from, to: Math.max(...rows.map((row) => row.to)), rows: rows.sort((a, b) => a.from - b.from || b.to - a.to) };
    })
    .sort((a, b) => a.from - b.from);
}

function rowsOf(entries) {
  const answers = new Map(entries.filter(({ kind }) => kind === 'answer').map((entry) => [keyOf(entry), entry.at]));
  const announced = new Map(entries.filter(({ kind }) => kind === 'event').map((entry) => [entry.subject, entry]));
  const posted = new Set();
  return entries.flatMap((entry) => {
    const { kind, at, service, traceId, detail, tookMs = 0 } = entry;
    const row = { kind, service, traceId, title: titleWord(entry), from: at, to: at };
    if (kind === 'posting') return delivery(row, announced.get(detail.factId), posted);
    if (traceId === undefined) return [];
    if (kind === 'fact') return [row];
    if (kind === 'exchange') return [{ ...row, to: at + tookMs }];
    // A timer waits on purpose: its time says nothing.
    if (kind !== 'intent' || detail.timer) return [];
    const answeredAt = answers.get(keyOf(entry));
    return [{ ...row, to: answeredAt ?? at, open: answeredAt === undefined, takenOver: detail.takenOver > 0 }];
  });
}

const keyOf = ({ service, subject }) => `${service} ${subject}`;

/** From the commit that announced a fact to the ledger that posted it, all its legs at once. */
function delivery(row, fact, posted) {
  if (fact?.traceId === undefined || posted.has(fact.subject)) return [];
  posted.add(fact.subject);
  return [{ ...row, traceId: fact.traceId, title: `${titleWord(fact)} → ${row.title}`, from: Math.min(fact.at, row.to) }];
}

const block = (trace) =>
  el(
    'section',
    { data: { trace: trace.traceId } },
    el(
      'h3',
      {},
      el('span', { class: 'mono' }, second(trace.from)),
      ` ${trace.rows[0].title} `,
      el('span', { class: 'soft' }, took(lengthOf(trace)), ' '),
      el('code', { class: 'soft', title: say(`追踪号 ${trace.traceId}`, `Trace ${trace.traceId}`) }, trace.traceId.slice(0, 8)),
    ),
    el(
      'ol',
      {},
      trace.rows.map((row) => line(row, trace)),
    ),
  );

function line(row, trace) {
  const { kind, service, title, from, to, open, takenOver } = row;
  const afterMs = from - trace.from;
  return el(
    'li',
    { class: 'span', data: { lane: service, kind } },
    el('span', { class: 'whose' }, wordOf(SERVICES, service)),
    el(
      'span',
      { class: 'did' },
      title,
      takenOver ? chip('warn', 'warn', say('由别的进程接管，接在原调用之后', 'Taken over by another process, linked to the first')) : null,
    ),
    el(
      'span',
      { class: 'figure mono' },
      el('span', { class: 'visually-hidden' }, say('开始于 ', 'after ')),
      `+${took(afterMs)}`,
      kind === 'fact' ? null : el('b', {}, open ? say('未完成', 'open') : took(to - from)),
    ),
    track(row, trace),
  );
}

/** The same as the figures, for the eye. */
function track({ kind, from, to, open }, trace) {
  const whole = Math.max(1, lengthOf(trace));
  const bar = el('i', { class: open ? 'open' : kind });
  // What happens at the very end is still to be seen.
  bar.style.left = `min(${((from - trace.from) / whole) * 100}%, 100% - 4px)`;
  if (kind !== 'fact') bar.style.width = `${((open ? trace.to - from : to - from) / whole) * 100}%`;
  return el('span', { class: 'track', 'aria-hidden': 'true' }, bar);
}
