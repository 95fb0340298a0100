import { ask } from './api.mjs';
import { byId, el } from './dom.mjs';
import { language, say, switchLanguage, translatePage } from './language.mjs';

const ORDER_NO = /^[0-9A-HJKMNP-TV-Z]{2}\d{6}[0-9A-HJKMNP-TV-Z]{10}$/;

/** The bar over every page: where one is, find an order, the other language, who is signed in. */
export function mountFrame({ signedIn = true } = {}) {
  translatePage();
  byId('frame').append(
    el('a', { class: 'brand', href: '/' }, say('经络操作台', 'Meridian console')),
    signedIn ? finder() : el('span', { class: 'spring' }),
    el(
      'button',
      { type: 'button', class: 'quiet', id: 'language', lang: language === 'en' ? 'zh-CN' : 'en', onclick: switchLanguage },
      language === 'en' ? '中文' : 'English',
    ),
    ...(signedIn ? [el('span', { class: 'who', id: 'who' }), signOut()] : []),
  );
  if (signedIn) void showWho();
}

function finder() {
  const input = el('input', {
    class: 'find',
    name: 'orderNo',
    type: 'search',
    placeholder: say('订单号，按 / 查找', 'Order number, press /'),
    'aria-label': say('按订单号查找', 'Find an order by its number'),
    autocomplete: 'off',
    spellcheck: 'false',
    maxlength: 40,
  });
  const find = (event) => {
    event.preventDefault();
    // A child's number starts with its order's.
    const orderNo = input.value.trim().slice(0, 18).toUpperCase();
    const good = ORDER_NO.test(orderNo);
    input.setCustomValidity(good ? '' : say('订单号为 18 位', 'An order number has 18 characters'));
    if (good) location.assign(`/orders/${orderNo}`);
    else input.reportValidity();
  };
  input.addEventListener('input', () => input.setCustomValidity(''));
  document.addEventListener('keydown', (event) => {
    if (event.key !== '/' || event.ctrlKey || event.metaKey || event.target.closest('input, textarea, select, dialog')) return;
    event.preventDefault();
    input.focus();
  });
  return el('form', { class: 'finder', role: 'search', onsubmit: find }, input);
}

const signOut = () =>
  el(
    'button',
    {
      type: 'button',
      class: 'quiet',
      id: 'sign-out',
      onclick: async () => {
        await ask('/api/session', { method: 'DELETE' }).catch(() => undefined);
        location.assign('/sign-in');
      },
    },
    say('退出', 'Sign out'),
  );

async function showWho() {
  const session = await ask('/api/session').catch(() => undefined);
  if (!session) return;
  byId('who').textContent = session.operator.name;
  byId('who').title = session.operator.operatorId;
}
