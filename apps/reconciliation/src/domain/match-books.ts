import { type BookRow, hasMoved, isOurs, matchReferenceOf, type OurNumbers, tooLateReferenceOf } from './book-row';
import type { Expectation, ExpectationKind } from './expectation';

/** idle: nothing was to be found, and nothing was. */
export type ExpectationVerdict = 'matched' | 'missing-there' | 'amount' | 'idle';
/** void: the party itself says the line came to nothing. foreign: not a number of ours. */
export type RowVerdict = 'matched' | 'amount' | 'duplicate' | 'missing-here' | 'foreign' | 'void';

export interface JudgedExpectation {
  readonly expectation: Expectation;
  readonly verdict: ExpectationVerdict;
  /** The line it was compared with. */
  readonly row?: BookRow;
}

export interface JudgedRow {
  readonly row: BookRow;
  readonly verdict: RowVerdict;
  /** What explains the line, or says why it may not be there. */
  readonly expectation?: Expectation;
}

export interface Matching {
  readonly expectations: readonly JudgedExpectation[];
  readonly rows: readonly JudgedRow[];
}

/**
 * Compares expectations with lines both ways; each of them gets exactly one verdict. Days play no part: a line may stand on another day
 * than expected (WeChat writes a refund on the day it was applied for), so the caller hands in the neighbouring days as well.
 */
export function matchBooks(expectations: readonly Expectation[], rows: readonly BookRow[], ours: OurNumbers): Matching {
  const verdicts = new Verdicts(expectations, rows);
  for (const row of rows) if (!hasMoved(row)) verdicts.judge(row, 'void');
  matchMusts(verdicts);
  matchMays(verdicts);
  matchNets(verdicts);
  explainRest(verdicts, ours);
  return verdicts.all();
}

/** Who has been judged so far, and the rows that still wait. */
class Verdicts {
  private readonly ofExpectation = new Map<Expectation, JudgedExpectation>();
  private readonly ofRow = new Map<BookRow, JudgedRow>();

  constructor(
    readonly expectations: readonly Expectation[],
    readonly rows: readonly BookRow[],
  ) {}

  pair(expectation: Expectation, row: BookRow, verdict: 'matched' | 'amount'): void {
    this.ofExpectation.set(expectation, { expectation, verdict, row });
    this.ofRow.set(row, { row, verdict, expectation });
  }

  settle(expectation: Expectation, verdict: ExpectationVerdict): void {
    this.ofExpectation.set(expectation, { expectation, verdict });
  }

  judge(row: BookRow, verdict: RowVerdict, expectation?: Expectation): void {
    this.ofRow.set(row, { row, verdict, ...(expectation === undefined ? {} : { expectation }) });
  }

  /** Lines that have moved and are not yet judged, oldest first, under a number each. */
  waiting(referenceOf: (row: BookRow) => string): Map<string, BookRow[]> {
    const rows = this.rows.filter((row) => !this.ofRow.has(row)).sort((a, b) => a.at - b.at);
    return grouped(rows, (row) => keyOf(row, referenceOf(row)));
  }

  of(kind: ExpectationKind): Map<string, Expectation[]> {
    const those = this.expectations.filter((one) => one.kind === kind);
    return grouped(those, (one) => keyOf(one, one.reference));
  }

  all(): Matching {
    const rest = (expectation: Expectation): JudgedExpectation => ({
      expectation,
      verdict: expectation.kind === 'must' ? 'missing-there' : 'idle',
    });
    return {
      expectations: this.expectations.map((one) => this.ofExpectation.get(one) ?? rest(one)),
      rows: this.rows.flatMap((row) => this.ofRow.get(row) ?? []),
    };
  }
}

/** A line for each `must`: first the lines that agree, then any other under its number; what is left under it came twice. */
function matchMusts(verdicts: Verdicts): void {
  const waiting = verdicts.waiting(matchReferenceOf);
  for (const [key, musts] of verdicts.of('must')) {
    const rows = new Set(waiting.get(key));
    const take = (must: Expectation, fits: (row: BookRow) => boolean, verdict: 'matched' | 'amount'): boolean => {
      const row = [...rows].find(fits);
      if (row === undefined) return false;
      rows.delete(row);
      verdicts.pair(must, row, verdict);
      return true;
    };
    const open = musts.filter((must) => !take(must, (row) => agree(must, row), 'matched'));
    for (const must of open) take(must, () => true, 'amount');
    for (const row of rows) verdicts.judge(row, 'duplicate', musts[0]);
  }
}

/** A line under way explains itself by what it belongs to and its amount; its own number is not known to us yet. */
function matchMays(verdicts: Verdicts): void {
  const waiting = verdicts.waiting((row) => row.of ?? '');
  for (const [key, mays] of verdicts.of('may')) {
    const rows = new Set(waiting.get(key));
    for (const may of mays) {
      const row = [...rows].find((one) => one.amountFen === may.amountFen);
      if (row === undefined) continue;
      rows.delete(row);
      verdicts.pair(may, row, 'matched');
    }
  }
}

/** Lines that were taken back under a message id: together they come to nothing, or somebody has to look. */
function matchNets(verdicts: Verdicts): void {
  for (const net of [...verdicts.of('must-net-zero').values()].flat()) {
    const concerned = verdicts.rows.filter((row) => row.side === net.side && (row.number === net.reference || row.of === net.reference));
    const sumFen = concerned.reduce((sum, row) => sum + (row.entry === 'reversal' ? -row.amountFen : row.amountFen), 0);
    verdicts.settle(net, sumFen === 0 ? 'matched' : 'amount');
    if (sumFen !== 0) continue;
    const waiting = [...verdicts.waiting(matchReferenceOf).values()].flat();
    for (const row of waiting) if (concerned.includes(row)) verdicts.judge(row, 'matched', net);
  }
}

function explainRest(verdicts: Verdicts, ours: OurNumbers): void {
  const tooLate = verdicts.of('may-not');
  for (const [key, rows] of verdicts.waiting(tooLateReferenceOf)) {
    for (const row of rows) verdicts.judge(row, isOurs(row, ours) ? 'missing-here' : 'foreign', tooLate.get(key)?.[0]);
  }
}

/** The amounts agree, and so do the parts that both sides name. */
function agree({ amountFen, parts }: Expectation, row: BookRow): boolean {
  return amountFen === row.amountFen && Object.entries(parts).every(([name, partFen]) => (row.parts[name] ?? partFen) === partFen);
}

const keyOf = ({ side, entry }: Pick<BookRow, 'side' | 'entry'>, reference: string): string => `${side} ${entry} ${reference}`;

function grouped<T>(all: readonly T[], keyOfOne: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const key = keyOfOne(one);
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return groups;
}
