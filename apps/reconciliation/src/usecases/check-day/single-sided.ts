import { gauge } from '@meridian/platform/observe/metrics';
import type { DayDifference } from '../../domain/day-report';

const fen = gauge('meridian_single_sided_fen');
const differences = gauge('meridian_single_sided_differences');
const checkedAt = gauge('meridian_books_checked_timestamp_seconds');

let latest = '';

/**
 * Shows the differences of a check to whoever watches. Only of the latest day: a person who looks at a day long past must not make
 * yesterday's differences disappear.
 */
export function showDifferences(day: string, found: readonly DayDifference[]): void {
  if (day < latest) return;
  latest = day;
  fen.reset();
  differences.reset();
  for (const difference of found) {
    const { side, kind } = difference;
    fen.labels(side, kind).inc(amountOf(difference));
    differences.labels(side, kind).inc();
  }
  checkedAt.set(Date.now() / 1000);
}

/** What stands on one side only: all of it, or what the two sides differ by. */
export function amountOf({ detail }: DayDifference): number {
  const { expected, found } = detail as Readonly<Record<'expected' | 'found', { readonly amountFen: number } | undefined>>;
  return Math.abs((expected?.amountFen ?? 0) - (found?.amountFen ?? 0));
}
