import { ask, wordsOf } from './api.mjs';
import { byId, chip, el } from './dom.mjs';
import { day as dayOf, yuan } from './format.mjs';
import { say } from './language.mjs';
import { CHANNELS, DIFFERENCES, SERVICES, wordOf } from './words-states.mjs';

/** The totals of a business day, and its comparison with the books of the outside parties on demand. */
export function mountDay(now) {
  const input = byId('day');
  input.value = dayOf(now);
  input.max = dayOf(now);
  input.addEventListener('change', () => void showTotals(input.value));
  byId('check').addEventListener('click', () => void compare(input.value));
  void showTotals(input.value);
}

const KINDS = {
  pay: ['收', 'In'],
  capture: ['收', 'In'],
  settle: ['结算', 'Settled'],
  refund: ['退', 'Out'],
  reverse: ['撤销', 'Reversed'],
};

async function showTotals(day) {
  const place = byId('totals');
  byId('differences').replaceChildren();
  try {
    const { totals } = await ask(`/api/totals?from=${day}&to=${day}`, { by: 'poll' });
    place.replaceChildren(totals.length === 0 ? el('p', { class: 'soft' }, say('当日没有交易', 'No transactions')) : table(totals));
  } catch (problem) {
    place.replaceChildren(el('p', { class: 'notice warn' }, wordsOf(problem)));
  }
  place.className = '';
}

const table = (totals) =>
  el(
    'table',
    { class: 'slim' },
    el(
      'thead',
      {},
      el(
        'tr',
        {},
        [say('渠道', 'Channel'), say('类别', 'Kind')].map((word) => el('th', { scope: 'col' }, word)),
        [say('笔数', 'Count'), say('金额', 'Amount')].map((word) => el('th', { scope: 'col', class: 'money' }, word)),
      ),
    ),
    el(
      'tbody',
      {},
      totals.map(({ channel, kind, transactions, amountFen }) =>
        el(
          'tr',
          {},
          el('td', {}, wordOf(CHANNELS, channel)),
          el('td', {}, wordOf(KINDS, kind)),
          el('td', { class: 'money' }, String(transactions)),
          el('td', { class: 'money' }, yuan(amountFen)),
        ),
      ),
    ),
  );

async function compare(day) {
  const place = byId('differences');
  byId('check').disabled = true;
  place.replaceChildren(el('p', { class: 'soft' }, say('核对中…', 'Comparing…')));
  try {
    const { expected, matched, differences } = await ask(`/api/checks/${day}`);
    const even = differences.length === 0 && expected === matched;
    place.replaceChildren(
      el(
        'p',
        {},
        even
          ? chip('good', 'good', say('账平', 'Even'))
          : chip('bad', 'bad', say(`${differences.length} 项差异`, `${differences.length} differences`)),
        say(` 应有 ${expected} 项，相符 ${matched} 项`, ` ${matched} of ${expected} agree`),
      ),
      el('ul', { class: 'case-list' }, differences.map(difference)),
    );
  } catch (problem) {
    place.replaceChildren(el('p', { class: 'notice warn' }, wordsOf(problem)));
  } finally {
    byId('check').disabled = false;
  }
}

const difference = ({ kind, side, reference, note }) =>
  el(
    'li',
    {},
    el('b', {}, wordOf(DIFFERENCES, kind)),
    ` ${wordOf({ ...SERVICES, ...CHANNELS }, side)} `,
    el('span', { class: 'mono' }, reference),
    note ? el('p', { class: 'soft' }, note) : null,
  );
