import { CODES, isCode } from './codes';

const entries = Object.entries(CODES);

it.each(entries)('%s is a NOUN_CONDITION and speaks both languages', (code, { zh, en }) => {
  expect(code).toMatch(/^[A-Z]+(_[A-Z]+)+$/);
  expect(zh).toMatch(/\p{Script=Han}/u);
  expect(en).toMatch(/^[A-Z][\x20-\x7e’]+$/);
  expect(en).not.toMatch(/\.$/);
});

it('says something of its own for every code', () => {
  expect(new Set(entries.map(([, { zh }]) => zh)).size).toBe(entries.length);
  expect(new Set(entries.map(([, { en }]) => en)).size).toBe(entries.length);
});

it('knows its own codes and nothing that objects inherit', () => {
  for (const [code] of entries) expect(isCode(code)).toBe(true);
  for (const text of ['', 'order_unknown', 'toString', '__proto__', 'constructor']) expect(isCode(text)).toBe(false);
});
