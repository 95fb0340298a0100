import { rowsIn } from './sandbox-books';

const DAY = '2026-11-22';
const row = {
  party: 'insurance',
  kind: 'reversal',
  number: 'H45020000001202611221000005002',
  reference: 'S2',
  of: 'H45020000001202611221000005001',
  amountFen: 44_620,
  parts: { fundFen: 2060, accountFen: 30_000, cashFen: 12_560 },
  at: Date.parse(`${DAY}T10:00:00+08:00`),
  day: DAY,
  state: 'SETTLED',
};
const book = (...rows: unknown[]): string => JSON.stringify({ day: DAY, rows });

it('reads a line in our words', () => {
  const { party: _party, kind, ...rest } = row;
  expect(rowsIn(book(row), DAY)).toEqual([{ ...rest, side: 'insurer', entry: kind }]);
});

it('reads an empty book', () => {
  expect(rowsIn(book(), DAY)).toEqual([]);
});

it.each([
  ['an unknown party', { party: 'bank' }],
  ['a name every object has', { party: 'constructor' }],
  ['an unknown kind', { kind: 'fee' }],
  ['another day', { day: '2026-11-21' }],
  ['an amount in yuan', { amountFen: 446.2 }],
  ['a negative amount', { amountFen: -1 }],
  ['an amount as a text', { amountFen: '44620' }],
  ['a part that is no amount', { parts: { fundFen: '1' } }],
  ['no number', { number: '' }],
  ['no time', { at: undefined }],
])('believes nothing of a book that holds a line with %s', (_, wrong) => {
  expect(rowsIn(book(row, { ...row, ...wrong }), DAY)).toBeNull();
});

it.each(['', '[]', 'null', '{}', '{"rows":{}}', '{"rows":[null]}'])('believes nothing of %p', (body) => {
  expect(rowsIn(body, DAY)).toBeNull();
});
