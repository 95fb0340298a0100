import type { CheckDayReply } from '@meridian/contracts/reconciliation/check-day.contract';
import { businessDay, Clock } from '@meridian/kernel/clock';
import { done, type Outcome, refused } from '@meridian/kernel/outcome';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { type OurNumbers, referencesOf } from '../../domain/book-row';
import { reportOf } from '../../domain/day-report';
import { matchBooks } from '../../domain/match-books';
import { ExpectationReader } from '../../storage/expectation.reader';
import { BookReader } from '../ports';
import { showDifferences } from './single-sided';

/** Which numbers are ours; an injection token. */
export const OUR_NUMBERS = Symbol('OUR_NUMBERS');

const DAY_MS = 86_400_000;
/** A refund's line may stand a week before its success (a bank card over a holiday), and a clock may differ by a minute at midnight. */
const DAYS_BEFORE = 7;
const DAYS_AFTER = 1;
/** As many as the contract lets through; the counts are of all. */
const MOST_DIFFERENCES = 500;

@Injectable()
export class CheckDay {
  private readonly log = new Logger('check-day');

  constructor(
    private readonly books: BookReader,
    private readonly expectations: ExpectationReader,
    private readonly clock: Clock,
    @Inject(OUR_NUMBERS) private readonly ours: OurNumbers,
  ) {}

  /** Every expectation of a day against the books, and every line of that day's books against the expectations. */
  async run(day: string, deadlineAt: number): Promise<Outcome<CheckDayReply, 'DAY_INVALID' | 'BOOKS_SILENT'>> {
    if (!isCalendarDay(day) || day > businessDay(this.clock.now())) return refused('DAY_INVALID');
    const rows = await this.books.read(daysAround(day), deadlineAt);
    if (rows === null) return refused('BOOKS_SILENT');
    const ofDay = rows.filter((row) => row.day === day);
    const expectations = await this.expectations.forDay(day, ofDay.flatMap(referencesOf));
    const { expected, matched, differences, foreign } = reportOf(day, matchBooks(expectations, rows, this.ours));
    showDifferences(day, differences);
    this.log.log(`${day}: ${expected} expected, ${matched} matched, ${differences.length} differences, ${foreign} foreign`);
    return done({ day, expected, matched, differences: differences.slice(0, MOST_DIFFERENCES) as CheckDayReply['differences'] });
  }
}

const noonOf = (day: string): number => Date.parse(`${day}T12:00:00Z`);
const dayOf = (at: number): string => new Date(at).toISOString().slice(0, 10);

const isCalendarDay = (day: string): boolean => !Number.isNaN(noonOf(day)) && dayOf(noonOf(day)) === day;

const daysAround = (day: string): string[] =>
  Array.from({ length: DAYS_BEFORE + 1 + DAYS_AFTER }, (_, index) => dayOf(noonOf(day) + (index - DAYS_BEFORE) * DAY_MS));
