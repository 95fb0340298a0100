import { ask, wordsOf } from './api.mjs';
import { chip, el } from './dom.mjs';
import { yuan } from './format.mjs';
import { say } from './language.mjs';
import { accountWord } from './words-story.mjs';

/** The order's own ledger: does it balance, and what does each account stand at. Failing, it says so in its own place. */
export async function showBooks(place, orderNo) {
  try {
    const { balanced, transfers, accounts } = await ask(`/api/balances?orderNo=${orderNo}`, { by: 'poll' });
    place.replaceChildren(
      el(
        'p',
        {},
        balanced ? chip('good', 'good', say('借贷平衡', 'Balanced')) : chip('bad', 'bad', say('借贷不平', 'Not balanced')),
        el('span', { class: 'soft' }, say(` ${transfers} 笔分录`, ` ${transfers} transfers`)),
      ),
      ...(accounts.length === 0 ? [] : [table(accounts, orderNo)]),
    );
  } catch (problem) {
    place.replaceChildren(el('p', { class: 'notice warn' }, wordsOf(problem)));
  }
}

const table = (accounts, orderNo) =>
  el(
    'table',
    { class: 'slim' },
    el(
      'thead',
      {},
      el(
        'tr',
        {},
        el('th', { scope: 'col' }, say('科目', 'Account')),
        el('th', { scope: 'col', class: 'money' }, say('余额（借正贷负）', 'Balance (Dr +)')),
      ),
    ),
    el(
      'tbody',
      {},
      accounts.map(({ account, balanceFen }) =>
        el('tr', {}, el('td', {}, accountWord(account, orderNo)), el('td', { class: 'money' }, yuan(balanceFen))),
      ),
    ),
  );
