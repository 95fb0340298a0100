import { LEDGER_WITHIN_MS, Overdue } from './overdue';

it('judges a fact that has waited a minute, and starts anew when it was posted meanwhile', () => {
  let now = 0;
  const { judge } = new Overdue(() => now);
  expect(judge(['A', 'B']).size).toBe(0);
  now = LEDGER_WITHIN_MS - 1;
  expect(judge(['A']).size).toBe(0);
  now = LEDGER_WITHIN_MS;
  expect([...judge(['A', 'B'])]).toEqual(['A']);
});
