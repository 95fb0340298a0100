/**
 * Builds an element. Text goes in as text, never as markup.
 * @param props attributes; `class`, `data`, and `on<event>` listeners; what is undefined, null or false is left out
 */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (name === 'data') Object.assign(node.dataset, value);
    else node.setAttribute(name, value === true ? '' : String(value));
  }
  node.append(...children.flat(Number.POSITIVE_INFINITY).filter((child) => child !== undefined && child !== null && child !== false));
  return node;
}

export const byId = (id) => document.getElementById(id);

/** Strokes on a field of 16 by 16. */
const STROKES = {
  intent: 'M2.5 8h10M8.5 4l4 4-4 4',
  answer: 'M13.5 8h-10M7.5 4l-4 4 4 4',
  exchange: 'M2.5 5.5h10M9.5 2.5l3 3-3 3M13.5 10.5h-10M6.5 7.5l-3 3 3 3',
  fact: 'M8 2.5l5.5 5.5L8 13.5 2.5 8z',
  event: 'M8 8h.01M5.2 10.8a4 4 0 010-5.6M10.8 5.2a4 4 0 010 5.6M3.1 12.9a7 7 0 010-9.8M12.9 3.1a7 7 0 010 9.8',
  posting: 'M3 4.5h10M3 8h10M3 11.5h6M11 10v4',
  case: 'M4 14V2.5M4 3h8.5l-2.2 3 2.2 3H4',
  good: 'M3 8.5l3.2 3.2L13 4.8',
  wait: 'M8 2.5a5.5 5.5 0 110 11 5.5 5.5 0 010-11M8 5v3.2l2.2 1.5',
  warn: 'M8 2.5l6 11H2zM8 6.5v3M8 11.6h.01',
  bad: 'M4 4l8 8M12 4l-8 8',
  off: 'M3 8h10',
  unknown: 'M5.6 6a2.4 2.4 0 114 1.8c-.9.7-1.6 1.1-1.6 2.2M8 12.6h.01',
};
const SVG = 'http://www.w3.org/2000/svg';

/** A picture beside a word, so it has no name of its own. */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  for (const [key, value] of Object.entries({ viewBox: '0 0 16 16', class: 'icon', 'aria-hidden': 'true', focusable: 'false' })) {
    svg.setAttribute(key, value);
  }
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', STROKES[name] ?? STROKES.off);
  svg.append(path);
  return svg;
}

/** A word with its picture; the tone colours both. */
export const chip = (tone, picture, text) => el('span', { class: `chip ${tone}` }, icon(picture), text);

export const time = (at, text, props = {}) => el('time', { datetime: new Date(at).toISOString(), ...props }, text);

/** Says what is wrong in the page's own place for it; an empty text takes it away. */
export function trouble(text) {
  const node = byId('trouble');
  if (node.textContent !== text) node.textContent = text;
  node.hidden = text === '';
}

/** Makes the list's items those wanted and moves none that is in its place: what is open stays open, what has the focus keeps it. */
export function sync(list, wanted) {
  let cursor = list.firstChild;
  for (const node of wanted) {
    if (node === cursor) cursor = cursor.nextSibling;
    else list.insertBefore(node, cursor);
  }
  while (cursor !== null) {
    const next = cursor.nextSibling;
    cursor.remove();
    cursor = next;
  }
}
