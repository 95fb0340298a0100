import { type BookRow, hasMoved, isOurs, matchReferenceOf, type OurNumbers, tooLateReferenceOf } from './book-row';
import type { Expectation } from './expectation';

/** idle: nothing was to be found and nothing was. */
export type ExpectationClass = 'matched' | 'missing-there' | 'amount' | 'idle';
/** void: the party says the line came to nothing. foreign: not our number. */
export type RowClass = 'matched' | 'amount' | 'duplicate' | 'missing-here' | 'foreign' | 'void';

export interface JudgedExpectation {
  readonly expectation: Expectation;
  readonly class: ExpectationClass;
  /** The line it was compared with. */
  readonly row?: BookRow;
}

export interface JudgedRow {
  readonly row: BookRow;
  readonly class: RowClass;
  /** What explains the line, or why it may not be there. */
  readonly expectation?: Expectation;
}

export interface DayMatch {
  readonly expectations: readonly JudgedExpectation[];
  readonly rows: readonly JudgedRow[];
}

/**
 * Compares expectations with lines, both ways: each of them gets exactly one class. Days play no part here: a line may stand on another day
 * than expected (WeChat writes a refund on the day it was applied for), so the caller hands in the neighbours as well.
 */
export function matchBooks(expectations: readonly Expectation[], rows: readonly BookRow[], ours: OurNumbers): DayMatch {
  const judged = { expectations: new Map<Expectation, JudgedExpectation>(), rows: new Map<BookRow, JudgedRow>() };
  const pair = (of: 'matched' | 'amount', expectation: Expectation, row: BookRow): void => {
    judged.expectations.set(expectation, { expectation, class: of, row });
    judged.rows.set(row, { row, class: of, expectation });
  };
  for (const row of rows) if (!hasMoved(row)) judged.rows.set(row, { row, class: 'void' });
  const open = () => rows.filter((row) => !judged.rows.has(row));

  matchMusts(byKind(expectations, 'must'), open(), { pair, duplicate: (row) => judged.rows.set(row, { row, class: 'duplicate' }) });
  for (const expectation of byKind(expectations, 'may')) {
    const row = open().find((one) => isUnderWay(expectation, one));
    if (row) pair('matched', expectation, row);
  }
  for (const expectation of byKind(expectations, 'must-net-zero')) {
    const cancelled = netOf(expectation, rows) === 0;
    judged.expectations.set(expectation, { expectation, class: cancelled ? 'matched' : 'amount' });
    if (cancelled) for (const row of open().filter((one) => concerns(expectation, one))) judged.rows.set(row, { row, class: 'matched', expectation });
  }
  for (const row of open()) judged.rows.set(row, unexplained(row, expectations, ours));

  return {
    expectations: expectations.map(
      (expectation) => judged.expectations.get(expectation) ?? { expectation, class: expectation.kind === 'must' ? 'missing-there' : 'idle' },
    ),
    rows: rows.map((row) => judged.rows.get(row) as JudgedRow),
  };
}

const byKind = (expectations: readonly Expectation[], kind: Expectation['kind']) => expectations.filter((one) => one.kind === kind);
