import { ask, wordsOf } from './api.mjs';
import { showBooks } from './books.mjs';
import { showCourse } from './course.mjs';
import { byId, chip, el, time, trouble } from './dom.mjs';
import { age, second, yuan } from './format.mjs';
import { mountFrame } from './frame.mjs';
import { say } from './language.mjs';
import { stateCard } from './order-state.mjs';
import { openResolve } from './resolve-dialog.mjs';
import { splitBar } from './split-bar.mjs';
import { mountStory, showStory } from './story.mjs';
import { CASE_REASONS, EVIDENCE, REFUND_STATES, SERVICES, wordOf } from './words-states.mjs';

const POLL_MS = 2000;
/** Postings and totals follow the last fact by their own ways: a few more looks after an order has come to rest. */
const LOOKS_AT_REST = 4;

const orderNo = decodeURIComponent(location.pathname.split('/')[2] ?? '');
let shown = '';
let quietLooks = 0;
let timer;

mountFrame();
mountStory({ orderNo, decide: (entry, resolution) => decide(entry, resolution) });
byId('order-no').textContent = orderNo;
document.title = `${orderNo} · ${document.title}`;
document.addEventListener('visibilitychange', () => {
  if (!document.hidden && timer === undefined) void look('poll');
});
void look('person');

async function look(by) {
  clearTimeout(timer);
  timer = undefined;
  try {
    const reply = await ask(`/api/orders/${orderNo}`, { by });
    trouble('');
    show(reply);
    quietLooks = reply.atRest ? quietLooks + 1 : 0;
    freshness(reply, quietLooks < LOOKS_AT_REST);
    if (quietLooks >= LOOKS_AT_REST) return;
  } catch (problem) {
    trouble(wordsOf(problem));
    if (problem.code === 'ORDER_UNKNOWN') return;
  }
  // A page nobody looks at asks again when somebody does.
  if (!document.hidden) timer = setTimeout(() => look('poll'), POLL_MS);
}

function show(reply) {
  const { now, ...rest } = reply;
  const text = JSON.stringify(rest);
  if (text === shown) return;
  shown = text;
  quietLooks = 0;
  const { order, orderGap, story } = reply;
  showCases(story.entries, now);
  showStory(story);
  showCourse(story.entries);
  void showBooks(byId('books'), orderNo);
  if (!order) {
    byId('state').replaceChildren(
      el(
        'p',
        { class: 'notice warn' },
        say(
          `订单服务没有应答（${orderGap.code}），下面是其他服务所知的经过。`,
          `The order service does not answer (${orderGap.code}); below is what the others know.`,
        ),
      ),
    );
    return;
  }
  byId('state').replaceChildren(...stateCard(order, now));
  byId('split').replaceChildren(...splitBar(order.split, order.totalFen));
  byId('refund-panel').hidden = order.refunds.length === 0;
  byId('refunds').replaceChildren(...order.refunds.map(refundLine));
  const headline = byId('headline').textContent;
  if (byId('news').textContent !== headline) byId('news').textContent = headline;
}

function freshness({ now }, live) {
  const refresh = el('button', { type: 'button', class: 'quiet', id: 'refresh', onclick: () => look('person') }, say('刷新', 'Refresh'));
  byId('freshness').replaceChildren(
    live ? chip('wait', 'wait', say('自动刷新', 'Live')) : chip('off', 'good', say('已静止', 'At rest')),
    say(' 更新于 ', ' as of '),
    time(now, second(now), { class: 'mono' }),
    ...(live ? [] : [' ', refresh]),
  );
}

const refundLine = ({ refundNo, state, cashFen, insuranceFen, reason }) =>
  el(
    'p',
    { class: 'refund' },
    chip(
      state === 'DONE' ? 'good' : state === 'DROPPED' ? 'off' : 'wait',
      state === 'DONE' ? 'good' : 'wait',
      wordOf(REFUND_STATES, state),
    ),
    el('span', {}, say(` 现金 ${yuan(cashFen)} · 医保 ${yuan(insuranceFen)}`, ` cash ${yuan(cashFen)} · insurance ${yuan(insuranceFen)}`)),
    el('span', { class: 'soft' }, ` ${reason ?? ''} `, el('code', {}, refundNo)),
  );

/** Open cases stand above everything: they wait for the person who is looking. */
function showCases(entries, now) {
  const open = entries.filter(({ kind, detail }) => kind === 'case' && !detail.resolution);
  byId('case-panel').replaceChildren(
    ...open.map((entry) =>
      el(
        'section',
        { class: 'panel case-open', data: { case: entry.subject ?? '' } },
        el('h2', {}, chip('warn', 'case', say('待办', 'Open case')), ` ${wordOf(CASE_REASONS, entry.title)}`),
        el(
          'p',
          { class: 'soft' },
          `${wordOf(SERVICES, entry.service)} · ${say(`${age(now - entry.at)}前`, `${age(now - entry.at)} ago`)} · ${evidenceLine(entry.detail)}`,
        ),
        el(
          'p',
          { class: 'actions' },
          el(
            'button',
            { type: 'button', class: 'strong', data: { resolution: 'keep' }, onclick: () => decide(entry, 'keep') },
            say('保留，继续办理…', 'Keep and go on…'),
          ),
          el(
            'button',
            { type: 'button', class: 'quiet danger', data: { resolution: 'undo' }, onclick: () => decide(entry, 'undo') },
            say('撤销，全部退回…', 'Undo everything…'),
          ),
        ),
      ),
    ),
  );
}

const evidenceLine = (detail) =>
  Object.entries(detail)
    .filter(([name, value]) => ['string', 'number'].includes(typeof value) && name !== 'kind' && !/At$/.test(name))
    .map(([name, value]) => `${wordOf(EVIDENCE, name)} ${/Fen$/.test(name) ? yuan(value) : value}`)
    .join(' · ');

const decide = (entry, resolution) =>
  openResolve({ service: entry.service, caseId: entry.subject ?? '', reason: entry.title }, resolution, () => look('person'));
