import { ask, wordsOf } from './api.mjs';
import { mountDay } from './day.mjs';
import { byId, chip, el, time, trouble } from './dom.mjs';
import { age, dayAndSecond, shortTime, yuan } from './format.mjs';
import { mountFrame } from './frame.mjs';
import { say } from './language.mjs';
import { phaseChip } from './order-state.mjs';
import { CASE_REASONS, PAY_MODES, PHASES, REFUND_STATES, SERVICES, wordOf } from './words-states.mjs';

const POLL_MS = 5000;
const PAGE = 50;

const select = byId('phase');
let orders = [];
let older = 0;
let drawn = '';

const address = (before) => `/api/orders?limit=${PAGE}${select.value ? `&phase=${select.value}` : ''}${before ? `&before=${before}` : ''}`;

async function look(by) {
  try {
    const [list, cases] = await Promise.all([ask(address(), { by }), ask('/api/cases?state=open', { by })]);
    trouble('');
    orders = list.orders;
    showOrders(list.now, list.orders.length === PAGE);
    showCases(cases);
    return { now: list.now };
  } catch (problem) {
    trouble(wordsOf(problem));
    return {};
  }
}

/** Only where somebody looks, and not under the hands of who turned the pages. */
function lookAgain() {
  if (!document.hidden && older === 0) void look('poll');
}

/** Further pages are added below; the list then stands still until somebody comes back to its top. */
async function more() {
  try {
    const page = await ask(address(orders.at(-1)?.orderNo));
    older += 1;
    orders = [...orders, ...page.orders];
    showOrders(page.now, page.orders.length === PAGE);
  } catch (problem) {
    trouble(wordsOf(problem));
  }
}

const COLUMNS = [
  ['time', '时间', 'Time'],
  ['number', '订单号', 'Order'],
  ['phase', '状态', 'State'],
  ['mode', '方式', 'Mode'],
  ['money fund', '统筹基金', 'Fund'],
  ['money account', '账户', 'Account'],
  ['money cash', '自付', 'Cash'],
  ['money total', '总额', 'Total'],
];

function showOrders(now, hasMore) {
  byId('older').hidden = !hasMore;
  byId('orders-note').textContent = say(`${orders.length} 单`, `${orders.length} orders`);
  const text = JSON.stringify(orders);
  if (text === drawn) return;
  drawn = text;
  byId('orders').className = '';
  const focused = document.activeElement?.dataset.order;
  byId('orders').replaceChildren(
    orders.length === 0
      ? el('p', { class: 'soft' }, say('没有订单', 'No orders'))
      : el(
          'table',
          { class: 'list' },
          el(
            'thead',
            {},
            el(
              'tr',
              {},
              COLUMNS.map(([look, zh, en]) => el('th', { scope: 'col', class: look }, say(zh, en))),
            ),
          ),
          el(
            'tbody',
            {},
            orders.map((order) => row(order, now)),
          ),
        ),
  );
  if (focused) document.querySelector(`a[data-order="${focused}"]`)?.focus();
}

function row(order, now) {
  const { split } = order;
  const money = (look, fen, word) => el('td', { class: `money ${look}`, data: { word } }, fen === undefined ? '—' : yuan(fen));
  const insurerFen = split && split.accountFen + split.mutualAidFen;
  return el(
    'tr',
    {},
    el('td', { class: 'time mono' }, time(order.createdAt, shortTime(order.createdAt, now), { title: dayAndSecond(order.createdAt) })),
    el(
      'td',
      { class: 'number' },
      el('a', { href: `/orders/${order.orderNo}`, class: 'mono', data: { order: order.orderNo } }, order.orderNo),
    ),
    el('td', { class: 'phase' }, phaseChip(order.phase), ...flags(order)),
    el('td', { class: 'mode' }, wordOf(PAY_MODES, order.payMode)),
    money('fund', split?.fundFen, say('基金', 'Fund')),
    money('account', insurerFen, say('账户', 'Account')),
    money('cash', split?.cashFen, say('自付', 'Cash')),
    money('total', order.totalFen, say('总额', 'Total')),
  );
}

function flags({ unknown, openCase, refunds }) {
  const refund = refunds.at(-1);
  return [
    unknown ? chip('warn', 'unknown', say('结果确认中', 'Being confirmed')) : null,
    openCase ? chip('warn', 'case', say('待办', 'Case')) : null,
    refund
      ? chip(refund.state === 'DONE' ? 'good' : 'wait', refund.state === 'DONE' ? 'good' : 'wait', wordOf(REFUND_STATES, refund.state))
      : null,
  ];
}

function showCases({ now, cases, gaps }) {
  byId('cases').className = '';
  byId('cases-count').textContent = String(cases.length);
  byId('cases').replaceChildren(
    ...gaps.map(({ service, code }) =>
      el(
        'p',
        { class: 'notice warn gap', data: { service } },
        say(
          `${wordOf(SERVICES, service)}服务没有应答，它的待办没有列出（${code}）。`,
          `${wordOf(SERVICES, service)} does not answer; its cases are not listed (${code}).`,
        ),
      ),
    ),
    ...(cases.length === 0 && gaps.length === 0 ? [el('p', { class: 'soft' }, say('没有待办', 'Nothing waits for a person'))] : []),
    el(
      'ul',
      { class: 'case-list' },
      cases.map(({ service, orderNo, reason, openedAt }) =>
        el(
          'li',
          {},
          el('a', { href: `/orders/${orderNo}` }, wordOf(CASE_REASONS, reason)),
          el(
            'p',
            { class: 'soft' },
            `${wordOf(SERVICES, service)} · `,
            time(openedAt, say(`${age(now - openedAt)}前`, `${age(now - openedAt)} ago`), { title: dayAndSecond(openedAt) }),
            ' · ',
            el('span', { class: 'mono' }, orderNo),
          ),
        ),
      ),
    ),
  );
}

mountFrame();
select.append(
  el('option', { value: '' }, say('全部', 'All')),
  ...Object.keys(PHASES).map((phase) => el('option', { value: phase }, wordOf(PHASES, phase))),
);
const wanted = new URLSearchParams(location.search).get('phase') ?? '';
select.value = wanted in PHASES ? wanted : '';
select.addEventListener('change', () => {
  history.replaceState(null, '', select.value ? `/?phase=${select.value}` : '/');
  older = 0;
  void look('person');
});
byId('older').addEventListener('click', () => void more());
document.addEventListener('visibilitychange', lookAgain);
setInterval(lookAgain, POLL_MS);
const { now } = await look('person');
if (now) mountDay(now);
