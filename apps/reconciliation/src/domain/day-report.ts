import type { BookRow } from './book-row';
import type { Expectation } from './expectation';
import type { JudgedExpectation, JudgedRow, Matching } from './match-books';

export interface DayDifference {
  readonly kind: 'missing-there' | 'missing-here' | 'amount' | 'duplicate';
  readonly side: string;
  readonly reference: string;
  readonly note?: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

export interface DayReport {
  /** Expectations of the day that a line had to answer, or did: `expected = matched + missing-there + amount`. */
  readonly expected: number;
  readonly matched: number;
  /** missing-there and amount stand on the day of the expectation, missing-here and duplicate on the day of the line. */
  readonly differences: readonly DayDifference[];
  /** Lines of the day that are not ours. */
  readonly foreign: number;
}

/** What a matching says about one day; of the neighbouring days it says nothing, whose checks report them. */
export function reportOf(day: string, { expectations, rows }: Matching): DayReport {
  const due = expectations.filter(({ expectation, verdict }) => expectation.day === day && verdict !== 'idle');
  const lines = rows.filter(({ row }) => row.day === day);
  return {
    expected: due.length,
    matched: due.filter(({ verdict }) => verdict === 'matched').length,
    differences: [...due.flatMap(expectationDifference), ...lines.flatMap(rowDifference)],
    foreign: lines.filter(({ verdict }) => verdict === 'foreign').length,
  };
}

function expectationDifference({ expectation, verdict, row }: JudgedExpectation): DayDifference[] {
  if (verdict !== 'missing-there' && verdict !== 'amount') return [];
  const { side, reference, kind } = expectation;
  const note = kind === 'must-net-zero' ? { note: 'does not net to zero' } : {};
  return [
    { kind: verdict, side, reference, ...note, detail: { expected: seenHere(expectation), ...(row ? { found: seenThere(row) } : {}) } },
  ];
}

function rowDifference({ row, verdict, expectation }: JudgedRow): DayDifference[] {
  if (verdict !== 'missing-here' && verdict !== 'duplicate') return [];
  const tooLate = expectation?.kind === 'may-not';
  const note = tooLate ? { note: 'came after its collection or order had ended' } : {};
  return [{ kind: verdict, side: row.side, reference: row.number, ...note, detail: { found: seenThere(row) } }];
}

const seenHere = ({ entry, amountFen, parts, day, orderNo }: Expectation) => ({ entry, amountFen, ...parts, day, orderNo });

const seenThere = ({ entry, number, reference, amountFen, parts, day, state }: BookRow) => ({
  entry,
  number,
  reference,
  amountFen,
  ...parts,
  day,
  state,
});
