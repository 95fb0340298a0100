import { byId, chip, el, icon, sync } from './dom.mjs';
import { day } from './format.mjs';
import { say, sayOf } from './language.mjs';
import { LANES, stepOf } from './step.mjs';
import { SERVICES, wordOf } from './words-states.mjs';
import { KINDS } from './words-story.mjs';

const hiddenKinds = new Set();
/** Key of a step → what it was made of, and its node: what has not changed is left alone. */
let drawn = new Map();
let last = { entries: [], gaps: [] };
let page = {};

/** @param of {orderNo, decide(entry, resolution): when a button of an open case is pressed} */
export function mountStory(of) {
  page = of;
  const tools = Object.keys(KINDS).map((kind) =>
    el('button', {
      type: 'button',
      class: 'toggle',
      'aria-pressed': 'true',
      data: { kind },
      onclick: (event) => toggle(event.currentTarget),
    }),
  );
  byId('story-tools').replaceChildren(...tools);
}

function toggle(button) {
  const { kind } = button.dataset;
  if (!hiddenKinds.delete(kind)) hiddenKinds.add(kind);
  button.setAttribute('aria-pressed', String(!hiddenKinds.has(kind)));
  showStory(last);
}

/** Draws the story: each service in its lane, one line a step, gaps first. */
export function showStory(story) {
  last = story;
  for (const button of byId('story-tools').children) {
    const count = story.entries.filter(({ kind }) => kind === button.dataset.kind).length;
    button.replaceChildren(icon(button.dataset.kind), ` ${sayOf(KINDS[button.dataset.kind])} ${count}`);
  }
  byId('gaps').replaceChildren(lanes(story.gaps), ...story.gaps.map(gapLine));
  const before = drawn;
  drawn = new Map();
  const nodes = modelsOf(story.entries).map((model) => {
    const made = JSON.stringify(model);
    const known = before.get(model.key);
    const node = known?.made === made ? known.node : stepOf(model, page);
    if (known && known.node !== node) carryOver(known.node, node);
    drawn.set(model.key, { made, node });
    return node;
  });
  sync(byId('story'), nodes.length > 0 ? nodes : [el('li', { class: 'soft' }, say('没有可显示的步骤', 'No steps to show'))]);
}

/** A line that changed stays open when it was open. */
function carryOver(from, to) {
  if (from.querySelector('details')?.open) to.querySelector('details').open = true;
}

function modelsOf(entries) {
  const seen = new Map();
  const answers = new Map(entries.filter(({ kind }) => kind === 'answer').map((entry) => [`${entry.service} ${entry.subject}`, entry]));
  let previous;
  return entries
    .filter(({ kind }) => !hiddenKinds.has(kind))
    .map((entry) => {
      const same = [entry.service, entry.kind, entry.at, entry.title, entry.subject].join('|');
      seen.set(same, (seen.get(same) ?? 0) + 1);
      const model = {
        key: `${same}|${seen.get(same)}`,
        entry,
        head: previous?.service !== entry.service,
        newDay: previous === undefined || day(previous.at) !== day(entry.at),
        sinceMs: previous === undefined ? 0 : entry.at - previous.at,
        answer: entry.kind === 'intent' ? answers.get(`${entry.service} ${entry.subject}`) : undefined,
      };
      previous = entry;
      return model;
    });
}

/** Which rail is whose, and who is missing. */
function lanes(gaps) {
  const silent = new Set(gaps.map(({ service }) => service));
  return el(
    'ul',
    { class: 'lanes', 'aria-label': say('各服务的轨道', 'Lanes') },
    LANES.map((service) =>
      el(
        'li',
        { data: { lane: service } },
        el('i', { 'aria-hidden': 'true' }),
        wordOf(SERVICES, service),
        silent.has(service) ? el('span', { class: 'missing' }, say('缺', 'missing')) : null,
      ),
    ),
  );
}

const gapLine = ({ service, code }) =>
  el(
    'p',
    { class: 'notice warn gap', data: { service } },
    chip('warn', 'unknown', wordOf(SERVICES, service)),
    say(` 服务没有应答，它的步骤没有列在下面（${code}）。`, ` does not answer; its steps are not listed below (${code}).`),
  );
