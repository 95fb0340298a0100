import { countedMetrics } from '@meridian/platform/observe/metrics';
import type { DayDifference } from '../../domain/day-report';
import { showDifferences } from './single-sided';

const difference = (kind: DayDifference['kind'], side: string, detail: object): DayDifference => ({
  kind,
  side,
  reference: 'r',
  detail: { ...detail },
});
const shown = async (): Promise<string[]> => (await countedMetrics.text()).match(/^meridian_single_sided_.*$/gm)?.sort() ?? [];

it('shows the money and the count of each side and kind, as the last check of the latest day found them', async () => {
  showDifferences('2026-11-22', [
    difference('missing-there', 'wechat', { expected: { amountFen: 12_560 } }),
    difference('missing-there', 'wechat', { expected: { amountFen: 40 } }),
    difference('missing-here', 'insurer', { found: { amountFen: 2060 } }),
    difference('amount', 'wechat', { expected: { amountFen: 100 }, found: { amountFen: 130 } }),
  ]);
  const found = [
    'meridian_single_sided_differences{side="insurer",kind="missing-here"} 1',
    'meridian_single_sided_differences{side="wechat",kind="amount"} 1',
    'meridian_single_sided_differences{side="wechat",kind="missing-there"} 2',
    'meridian_single_sided_fen{side="insurer",kind="missing-here"} 2060',
    'meridian_single_sided_fen{side="wechat",kind="amount"} 30',
    'meridian_single_sided_fen{side="wechat",kind="missing-there"} 12600',
  ];
  expect(await shown()).toEqual(found);
  // Somebody looks at a day long past.
  showDifferences('2026-11-01', []);
  expect(await shown()).toEqual(found);
  showDifferences('2026-11-22', []);
  expect(await shown()).toEqual([]);
  expect(await countedMetrics.text()).toMatch(/^meridian_books_checked_timestamp_seconds 1\.?\d{8,}/m);
});
