import { chip, el, icon, time } from './dom.mjs';
import { detailList, exchangePanes } from './exchange.mjs';
import { day, dayAndSecond, millisecond, took, yuan } from './format.mjs';
import { say } from './language.mjs';
import { CASE_REASONS, CHANNELS, SERVICES, STATES, wordOf } from './words-states.mjs';
import { ARMS, accountWord, heardWord, KINDS, RULES, titleWord } from './words-story.mjs';

export const LANES = Object.keys(SERVICES);

const QUIET_DETAIL = new Set(['rule', 'from', 'to', 'exchange', 'arm', 'debit', 'credit', 'amountFen']);

/**
 * One line of the story.
 * @param model {entry, head: first of a run of one service, newDay, sinceMs, answer: of an intent, when it has come}
 * @param page {orderNo, decide: what the buttons of an open case do}
 */
export function stepOf(model, page) {
  const { entry, head, newDay, sinceMs } = model;
  const lane = LANES.indexOf(entry.service);
  const service = wordOf(SERVICES, entry.service);
  return el(
    'li',
    { class: `step ${entry.kind}${head ? ' head' : ''}`, data: { lane: entry.service, kind: entry.kind, title: entry.title } },
    newDay ? el('p', { class: 'new-day' }, day(entry.at)) : null,
    el(
      'div',
      { class: 'when' },
      time(entry.at, millisecond(entry.at), { class: 'mono' }),
      sinceMs >= 1000 ? el('span', { class: 'since', title: say('距上一步', 'After the step before') }, `+${took(sinceMs)}`) : null,
    ),
    el(
      'div',
      { class: 'rails', 'aria-hidden': 'true' },
      LANES.map((_, index) => el('i', index === lane ? { class: 'on' } : {})),
    ),
    el(
      'div',
      { class: 'what' },
      el('span', { class: 'lane' }, service),
      folding(model, page),
      entry.kind === 'case' ? caseActions(entry, page.decide) : null,
    ),
  );
}

function folding(model, page) {
  const { entry } = model;
  return el(
    'details',
    {},
    el(
      'summary',
      {},
      el('span', { class: 'kind' }, icon(entry.kind), el('span', {}, wordOf(KINDS, entry.kind))),
      el('span', { class: 'says' }, el('b', {}, sentence(entry)), ...remarks(model, page)),
      el(
        'span',
        { class: 'meta mono' },
        entry.tookMs === undefined ? null : el('span', { class: 'took' }, took(entry.tookMs)),
        entry.traceId
          ? el('span', { class: 'trace', title: say(`追踪号 ${entry.traceId}`, `Trace ${entry.traceId}`) }, entry.traceId.slice(0, 8))
          : null,
      ),
    ),
    unfolded(entry),
  );
}

const sentence = (entry) => (entry.kind === 'case' ? wordOf(CASE_REASONS, entry.title) : titleWord(entry));

/** What stands beside the sentence, by kind. */
function remarks({ entry, answer }, { orderNo }) {
  const { detail } = entry;
  switch (entry.kind) {
    case 'fact':
      return [factRemark(detail)];
    case 'intent':
      return [intentRemark(entry, answer)];
    case 'answer':
      return detail.heard ? [el('span', { class: 'soft' }, heardWord(detail.heard))] : [];
    case 'exchange':
      return armRemarks(detail);
    case 'posting':
      return [postingRemark(detail, orderNo)];
    case 'event':
      return [el('code', { class: 'soft' }, entry.title)];
    default:
      return [caseRemark(detail)];
  }
}

function factRemark({ rule, from, to }) {
  if (from && to && from !== to) {
    return el(
      'span',
      { class: 'move' },
      wordOf(STATES, from),
      el('span', { 'aria-label': say('变为', 'to') }, ' → '),
      el('b', { class: 'to' }, wordOf(STATES, to)),
    );
  }
  const tone = rule === 'alarm' || rule === 'revert' ? 'warn' : 'off';
  if (rule in RULES) return chip(tone, tone, wordOf(RULES, rule));
  return to ? el('span', { class: 'soft' }, wordOf(STATES, to)) : null;
}

function intentRemark(entry, answer) {
  if (answer) {
    return el(
      'span',
      { class: 'move' },
      el('span', { 'aria-label': say('应答', 'answered') }, '→ '),
      el('b', { class: 'to' }, heardWord(answer.detail.heard ?? say('已应答', 'answered'))),
      ` ${took(answer.at - entry.at)}`,
    );
  }
  const { asks = 0, status } = entry.detail;
  if (status === 'done') return chip('off', 'off', say('已由别的事实应答', 'Answered by another fact'));
  return asks > 0
    ? chip('warn', 'unknown', say(`尚无应答，已询问 ${asks} 次`, `No answer yet, asked ${asks} times`))
    : chip('wait', 'wait', say('进行中', 'Under way'));
}

function armRemarks({ arm, exchange }) {
  const status = exchange?.answer?.status;
  const look = { accepted: ['good', 'good'], rejected: ['bad', 'bad'], silent: ['warn', 'unknown'] }[arm] ?? ['off', 'off'];
  return [chip(...look, wordOf(ARMS, arm)), status === undefined ? null : el('span', { class: 'http soft mono' }, `HTTP ${status}`)];
}

const postingRemark = ({ debit, credit, amountFen }, orderNo) =>
  el(
    'span',
    { class: 'sides' },
    el('span', {}, el('i', {}, say('借', 'Dr')), ` ${accountWord(debit, orderNo)}`),
    el('span', {}, el('i', {}, say('贷', 'Cr')), ` ${accountWord(credit, orderNo)}`),
    el('b', { class: 'amount' }, yuan(amountFen)),
  );

function caseRemark({ resolution, resolvedBy }) {
  if (!resolution) return chip('warn', 'case', say('等待人工处理', 'Waits for a person'));
  const word = resolution === 'keep' ? say('保留', 'keep') : say('撤销', 'undo');
  return chip('off', 'good', say(`${resolvedBy} 决定：${word}`, `${resolvedBy} decided: ${word}`));
}

function caseActions(entry, decide) {
  if (entry.detail.resolution) return null;
  const ask = (resolution) => () => decide(entry, resolution);
  return el(
    'p',
    { class: 'actions' },
    el('button', { type: 'button', class: 'quiet', data: { resolution: 'keep' }, onclick: ask('keep') }, say('保留…', 'Keep…')),
    el('button', { type: 'button', class: 'quiet danger', data: { resolution: 'undo' }, onclick: ask('undo') }, say('撤销…', 'Undo…')),
  );
}

/** What stands under an open line: the exchange, then everything the line does not say. */
function unfolded(entry) {
  const { detail } = entry;
  const rest = Object.fromEntries(Object.entries(detail).filter(([name]) => !QUIET_DETAIL.has(name)));
  const shown = {
    [say('时间', 'time')]: dayAndSecond(entry.at),
    [say('名称', 'name')]: entry.title,
    ...(entry.subject ? { [say('对象', 'subject')]: entry.subject } : {}),
    ...(entry.traceId ? { [say('追踪号', 'trace')]: entry.traceId } : {}),
    ...(detail.channel ? { channel: wordOf(CHANNELS, detail.channel) } : {}),
    ...rest,
  };
  return el(
    'div',
    { class: 'unfolded' },
    detailList(shown),
    entry.kind === 'exchange' && detail.exchange ? exchangePanes(detail.exchange) : null,
  );
}
