import { collectionNoOf, orderNoOf, outTradeNoOf } from '@meridian/kernel/ids';
import * as fc from 'fast-check';
import { DAY, expectation, messageNo, OURS, orderNo, outTradeNo, type Place, payment, refund, row } from '../testing/books.fixture';
import type { BookRow } from './book-row';
import { reportOf } from './day-report';
import type { Expectation, ExpectationKind } from './expectation';
import { matchBooks } from './match-books';

describe('whatever stands on both sides', () => {
  const places: Place[] = [payment, refund, ['insurer', 'settlement', messageNo], ['his', 'confirm', orderNo], ['wechat', 'payment', 'x']];
  const place = fc.constantFrom(...places);
  const amount = fc.constantFrom(100, 200);
  const day = fc.constantFrom(DAY, '2026-11-21');
  const anyExpectation = fc
    .tuple(fc.constantFrom<ExpectationKind>('must', 'must', 'may', 'may-not', 'must-net-zero'), place, amount, day)
    .map(([kind, where, amountFen, on]) => expectation(kind, where, amountFen, { day: on }));
  const anyRow = fc
    .tuple(place, amount, day, fc.constantFrom('SUCCESS', 'CLOSED', 'CANCELLED'), fc.constantFrom(undefined, outTradeNo, messageNo))
    .map(([where, amountFen, on, state, of]) => row(where, amountFen, { day: on, state, reference: where[2], ...(of ? { of } : {}) }));
  const anyBooks = fc.tuple(fc.array(anyExpectation, { maxLength: 12 }), fc.array(anyRow, { maxLength: 12 }));

  it('every expectation and every line gets exactly one verdict', () => {
    fc.assert(
      fc.property(anyBooks, ([expectations, rows]) => {
        const matching = matchBooks(expectations, rows, OURS);
        expect(matching.expectations.map((one) => one.expectation)).toEqual(expectations);
        expect(matching.rows.map((one) => one.row)).toEqual(rows);
      }),
    );
  });

  it('a line answers at most one expectation, and pairs agree from both ends', () => {
    fc.assert(
      fc.property(anyBooks, ([expectations, rows]) => {
        const matching = matchBooks(expectations, rows, OURS);
        const used = matching.expectations.flatMap((one) => one.row ?? []);
        expect(new Set(used).size).toBe(used.length);
        for (const { expectation: of, verdict, row: found } of matching.expectations) {
          if (!found) continue;
          expect(matching.rows.find((one) => one.row === found)).toEqual({ row: found, verdict, expectation: of });
          expect(verdict === 'matched').toBe(of.amountFen === found.amountFen);
        }
      }),
    );
  });

  it('a day adds up: expected = matched + missing there + other amounts', () => {
    fc.assert(
      fc.property(anyBooks, ([expectations, rows]) => {
        const { expected, matched, differences } = reportOf(DAY, matchBooks(expectations, rows, OURS));
        const here = differences.filter(({ kind }) => kind === 'missing-there' || kind === 'amount');
        expect(expected).toBe(matched + here.length);
      }),
    );
  });

  it('the order in which the lines stand decides nothing', () => {
    const counted = (expectations: Expectation[], rows: BookRow[]) => {
      const { expectations: here, rows: there } = matchBooks(expectations, rows, OURS);
      return [...here, ...there].map(({ verdict }) => verdict).sort();
    };
    fc.assert(
      fc.property(anyBooks, ([expectations, rows]) => {
        expect(counted([...expectations].reverse(), [...rows].reverse())).toEqual(counted(expectations, rows));
      }),
    );
  });

  it('books that say what the facts say have no difference; one change in them is one difference of its kind', () => {
    const numbers = fc.uniqueArray(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(numbers, fc.nat(), (sequences, pick) => {
        const places = sequences.map(
          (one): Place => ['wechat', 'payment', outTradeNoOf(collectionNoOf(orderNoOf('01', DAY, one), 1), 1, 1)],
        );
        const expectations = places.map((one) => expectation('must', one));
        const rows = places.map((one) => row(one));
        const index = pick % rows.length;
        const one = rows[index] as BookRow;
        const kinds = (changed: BookRow[]) => reportOf(DAY, matchBooks(expectations, changed, OURS)).differences.map(({ kind }) => kind);
        expect(kinds(rows)).toEqual([]);
        expect(kinds(rows.toSpliced(index, 1))).toEqual(['missing-there']);
        expect(kinds(rows.with(index, { ...one, amountFen: 1 }))).toEqual(['amount']);
        expect(kinds([...rows, { ...one }])).toEqual(['duplicate']);
        expect(kinds([...rows, row(['wechat', 'payment', outTradeNoOf(collectionNoOf(orderNoOf('01', DAY, 5000), 1), 1, 1)])])).toEqual([
          'missing-here',
        ]);
        expect(kinds([...rows, row(['wechat', 'payment', 'POS1'])])).toEqual([]);
      }),
    );
  });
});
