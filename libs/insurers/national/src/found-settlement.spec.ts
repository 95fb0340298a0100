import { fen } from '@meridian/kernel/fen';
import { selfPaid } from '@meridian/kernel/split';
import { Unreadable } from './answer-node';
import { findSettlement, type SettlementRow } from './found-settlement';

interface RowSketch {
  readonly no: string;
  readonly at: number;
  readonly amount?: number;
  readonly id?: string;
  readonly flag?: boolean;
  readonly back?: boolean;
}

const ZERO = fen(0);

const row = ({ no, at, amount = 44_620, id = `setl-${no}`, flag = false, back = false }: RowSketch): SettlementRow => ({
  settlement: {
    settlementId: id,
    messageNo: no,
    settledAt: at,
    split: selfPaid(fen(amount)),
    feeTotals: { fullySelfPaidFen: fen(amount), overLimitFen: ZERO, firstSelfPaidFen: ZERO, inScopeFen: ZERO },
    deductibleFen: ZERO,
    clearing: { office: '', way: '', type: '11' },
  },
  mirrored: back,
  refunded: flag,
});

const state = (messageNo: string, ...rows: RowSketch[]): string => {
  const found = findSettlement(rows.map(row), messageNo);
  if (!found.found) return 'none';
  return found.reversed ? 'reversed' : 'stands';
};

describe('settlement among the rows of a visit', () => {
  it('is found by its message id only', () => {
    expect(state('a', { no: 'a', at: 1 })).toBe('stands');
    expect(state('b', { no: 'a', at: 1 })).toBe('none');
    expect(state('a')).toBe('none');
  });

  it('is reversed when its own row says so', () => {
    expect(state('a', { no: 'a', at: 1, flag: true })).toBe('reversed');
  });

  it('is reversed when a mirrored row shares its settlement or message number', () => {
    expect(state('a', { no: 'a', at: 1 }, { no: 'x', at: 2, id: 'setl-a', back: true })).toBe('reversed');
    expect(state('a', { no: 'a', at: 1 }, { no: 'a', at: 2, id: 'x', back: true })).toBe('reversed');
  });

  it('is reversed by a mirrored row of the same amounts that has numbers of its own, but not by an earlier one', () => {
    const visit: RowSketch[] = [
      { no: 'a', at: 1 },
      { no: 'x', at: 2, back: true },
      { no: 'b', at: 3 },
    ];
    expect(state('a', ...visit)).toBe('reversed');
    expect(state('b', ...visit)).toBe('stands');
    expect(state('b', ...visit, { no: 'y', at: 4, back: true })).toBe('reversed');
  });

  it('is not reversed by a mirrored row of other amounts', () => {
    expect(state('a', { no: 'a', at: 1 }, { no: 'b', at: 1, amount: 7 }, { no: 'x', at: 2, amount: 7, back: true })).toBe('stands');
  });

  it('stands when a flagged twin explains the mirrored row', () => {
    expect(state('b', { no: 'a', at: 1, flag: true }, { no: 'b', at: 1 }, { no: 'x', at: 2, back: true })).toBe('stands');
  });

  it('stands when the only mirrored row is older than itself', () => {
    expect(state('b', { no: 'x', at: 2, back: true }, { no: 'b', at: 3 })).toBe('stands');
  });

  it('is reversed when there are as many mirrored rows as settlements of its amounts', () => {
    const visit: RowSketch[] = [
      { no: 'a', at: 1 },
      { no: 'b', at: 1 },
      { no: 'x', at: 2, back: true },
      { no: 'y', at: 2, back: true },
    ];
    expect([state('a', ...visit), state('b', ...visit)]).toEqual(['reversed', 'reversed']);
  });

  it('is not decided when the mirrored row could undo either of two', () => {
    expect(() => state('a', { no: 'a', at: 1 }, { no: 'b', at: 1 }, { no: 'x', at: 2, back: true })).toThrow(Unreadable);
  });

  it('is not decided when only its reversal or two of it are listed', () => {
    expect(() => state('a', { no: 'a', at: 2, back: true })).toThrow(Unreadable);
    expect(() => state('a', { no: 'a', at: 1 }, { no: 'a', at: 2, id: 'other' })).toThrow(Unreadable);
  });
});
