import { areOperators } from './operator';

const GOOD = { operatorId: 'cashier-01', name: '收费员 01', secretHash: `${'ab'.repeat(16)}:${'cd'.repeat(32)}` };

test('a list of operators with hashes is taken', () => {
  expect(areOperators([GOOD, { ...GOOD, operatorId: 'finance-01' }])).toBe(true);
});

test.each([
  ['no list', { ...GOOD }],
  ['an operator twice', [GOOD, GOOD]],
  ['an id that no audit trail takes', [{ ...GOOD, operatorId: 'two words' }]],
  ['a blank name', [{ ...GOOD, name: ' ' }]],
  ['a password in the clear', [{ ...GOOD, secretHash: 'secret' }]],
  ['a short salt', [{ ...GOOD, secretHash: `ab:${'cd'.repeat(32)}` }]],
  ['null', [null]],
])('%s is refused', (_, value) => {
  expect(areOperators(value)).toBe(false);
});
