import { el } from './dom.mjs';
import { yuan } from './format.mjs';
import { say } from './language.mjs';

/** The parts of a split, in the order of the bar. The letter stands in the bar: the colour is never alone. */
const PARTS = [
  ['fundFen', 'fund', '基', 'F', '统筹基金', 'Insurance fund'],
  ['accountFen', 'account', '账', 'A', '个人账户', 'Personal account'],
  ['mutualAidFen', 'mutual', '共', 'M', '共济账户', 'Mutual aid'],
  ['cashFen', 'cash', '现', 'C', '患者自付', 'Patient pays'],
  ['hospitalFen', 'hospital', '院', 'H', '医院负担', 'Hospital'],
];

/** Who pays what: a bar in proportion, and the figures. Without a split there is only the total. */
export function splitBar(split, totalFen) {
  const total = figure('total', null, say('费用总额', 'Total'), totalFen);
  if (!split) return [el('dl', { class: 'figures' }, total), el('p', { class: 'soft' }, say('尚未预结算', 'Not quoted yet'))];
  const parts = PARTS.filter(([name]) => split[name] > 0);
  const bar = el(
    'div',
    { class: 'bar', 'aria-hidden': 'true' },
    parts.map(([name, look, zh, en]) => {
      const segment = el('span', { class: `part ${look}` }, split[name] * 12 >= totalFen ? say(zh, en) : '');
      segment.style.flexGrow = String(split[name]);
      return segment;
    }),
  );
  const rows = PARTS.filter(([name]) => split[name] > 0 || ['fundFen', 'accountFen', 'cashFen'].includes(name));
  return [
    bar,
    el(
      'dl',
      { class: 'figures' },
      rows.map(([name, look, zh, en, zhWord, enWord]) => figure(look, say(zh, en), say(zhWord, enWord), split[name])),
      split.adjustFen === 0 ? null : figure('adjust', say('调', '±'), say('优惠与调整', 'Adjustment'), split.adjustFen),
      total,
    ),
  ];
}

const figure = (look, letter, word, fen) =>
  el(
    'div',
    { class: look === 'total' ? 'total' : false, data: { part: look } },
    el('dt', {}, letter === null ? null : el('i', { class: `part ${look}`, 'aria-hidden': 'true' }, letter), word),
    el('dd', {}, yuan(fen)),
  );
