import { codeWords } from './api.mjs';
import { chip, el, icon } from './dom.mjs';
import { age, minute, yuan } from './format.mjs';
import { say, sayOf } from './language.mjs';
import { PAY_MODES, PHASE_LOOKS, PHASES, wordOf } from './words-states.mjs';

const UNKNOWN_LOOK = ['off', 'unknown'];

export const phaseChip = (phase) => {
  const look = PHASE_LOOKS[phase] ?? UNKNOWN_LOOK;
  return chip(...look, wordOf(PHASES, phase));
};

/** What a cashier tells the patient, and what to do. */
function wordsOf(order) {
  const cash = yuan(order.split?.cashFen ?? order.totalFen);
  const until = order.payUntil ? say(`，${minute(order.payUntil)} 前有效`, ` until ${minute(order.payUntil)}`) : '';
  switch (order.phase) {
    case 'DRAFT':
      return [say('正在预结算', 'Being quoted'), say('等待医保给出预结算结果。', 'Waiting for the insurer’s quote.')];
    case 'QUOTED':
      return [say('等待患者确认金额', 'The patient has to agree'), say('尚未动账，可以取消。', 'No money has moved; it can be cancelled.')];
    case 'INSURING':
      return [
        say('医保结算中', 'The insurer is settling'),
        say('请勿重复缴费，也不要改为自费。', 'Do not pay again and do not switch to self-pay.'),
      ];
    case 'PAYING':
      return order.consentUntil
        ? [
            say('等待患者再次确认', 'The patient has to agree again'),
            say(
              `医保结算后现金变为 ${cash}，请患者在 ${minute(order.consentUntil)} 前确认。`,
              `The cash part is now ${cash}; agree by ${minute(order.consentUntil)}.`,
            ),
          ]
        : [say(`等待患者支付 ${cash}`, `The patient has to pay ${cash}`), say(`付款码已开${until}。`, `The collection is open${until}.`)];
    case 'CLOSING':
      return [
        say('正在关闭收款单', 'Closing the collection'),
        say('确认不会再付款之后，才撤销医保。', 'The insurance is reversed once no payment can come.'),
      ];
    case 'PAID':
      return [
        say('已付款，等待医院入账', 'Paid; the hospital has to book it'),
        say('不要再次收款；可凭订单号到窗口办理。', 'Do not collect again.'),
      ];
    case 'CONFIRMED':
      return [say('已完成', 'Complete'), say('医保、付款与医院账册一致。', 'Insurer, payment and hospital books agree.')];
    case 'UNDOING':
      return [
        say('正在全部退回', 'Everything is being given back'),
        say('医保与现金按原路退回，无需操作。', 'Insurance and cash go back by the original route.'),
      ];
    case 'CANCELLED':
      return [say('已取消，账已归零', 'Cancelled, nothing stands'), say('同一费用可以重新下单。', 'The bill can be ordered again.')];
    default:
      return [order.phase, ''];
  }
}

/** The order's state in words, with what is unusual about it. */
export function stateCard(order, now) {
  const [headline, advice] = wordsOf(order);
  const [tone, picture] = PHASE_LOOKS[order.phase] ?? UNKNOWN_LOOK;
  const card = [
    el('p', { class: `headline ${tone}`, id: 'headline' }, icon(picture), el('span', {}, headline)),
    el('p', {}, advice),
    order.unknown
      ? el(
          'p',
          { class: 'notice warn', id: 'unknown' },
          say('结果确认中：外部还没有应答，请勿重复缴费。', 'An outside answer is missing and is being asked for: do not pay again.'),
        )
      : null,
    order.reason ? reasonLine(order.reason) : null,
    facts(order, now),
  ];
  return card.filter((node) => node !== null);
}

/** A code of Meridian has its own words; any other stands as it came. */
function reasonLine(reason) {
  const text = el('span', {}, reason);
  void codeWords().then((words) => {
    if (words[reason]) text.replaceChildren(sayOf(words[reason]), ' ', el('code', {}, reason));
  });
  return el('p', { class: 'reason' }, el('b', {}, say('原因：', 'Reason: ')), text);
}

const facts = (order, now) =>
  el(
    'dl',
    { class: 'pairs' },
    pair(say('方式', 'Mode'), wordOf(PAY_MODES, order.payMode)),
    pair(say('就诊号', 'Visit'), order.visitNo, true),
    pair(say('缴费单', 'Sheets'), order.sheets.map(({ sheetNo }) => sheetNo).join('、'), true),
    order.hisReceiptNo ? pair(say('医院收据', 'Receipt'), order.hisReceiptNo, true) : null,
    pair(say('建单', 'Made'), say(`${age(now - order.createdAt)}前`, `${age(now - order.createdAt)} ago`)),
  );

export const pair = (word, value, mono = false) => [el('dt', {}, word), el('dd', { class: mono ? 'mono' : false }, value)];
