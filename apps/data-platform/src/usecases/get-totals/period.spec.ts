import { isPeriod } from './period';

it.each([
  ['2026-11-22', '2026-11-22'],
  ['2024-02-28', '2024-02-29'],
  ['2024-01-01', '2024-12-31'],
])('%s to %s is a period', (from, to) => expect(isPeriod(from, to)).toBe(true));

it.each([
  ['2026-11-23', '2026-11-22'],
  ['2026-02-29', '2026-03-01'],
  ['2026-04-01', '2026-04-31'],
  ['2024-01-01', '2025-01-01'],
])('%s to %s is none', (from, to) => expect(isPeriod(from, to)).toBe(false));
