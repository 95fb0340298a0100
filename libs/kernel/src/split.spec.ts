import fc from 'fast-check';
import { add, fen, ZERO } from './fen';
import { assertSplit, insurerShare, type Split, selfPaid, splitError } from './split';

const part = fc.integer({ min: -1_000_000, max: 100_000_000 }).map((value) => fen(value));
const sound = fc
  .record({ fundFen: part, accountFen: part, mutualAidFen: part, cashFen: part, hospitalFen: part, adjustFen: part })
  .map((parts): Split => ({ ...parts, totalFen: add(...Object.values(parts)) }));

it('takes a split whose parts add up', () => {
  fc.assert(
    fc.property(sound, (split) => {
      expect(splitError(split)).toBe(0);
      expect(assertSplit(split)).toBe(split);
    }),
  );
});

it('refuses a split that is off by a single fen, whichever part it is', () => {
  const fields = fc.constantFrom<keyof Split>('totalFen', 'fundFen', 'accountFen', 'mutualAidFen', 'cashFen', 'hospitalFen', 'adjustFen');
  fc.assert(
    fc.property(sound, fields, fc.constantFrom(-1, 1), (split, field, by) => {
      const off = { ...split, [field]: fen(split[field] + by) };
      expect(splitError(off)).toBe(field === 'totalFen' ? -by : by);
      expect(() => assertSplit(off)).toThrow(`by ${splitError(off)} fen`);
    }),
  );
});

it('leaves all of a self-paid bill to the patient and none to the insurer', () => {
  fc.assert(
    fc.property(part, (total) => {
      const split = selfPaid(total);
      expect(assertSplit(split).cashFen).toBe(total);
      expect(insurerShare(split)).toBe(ZERO);
    }),
  );
});

it('counts fund, personal account and mutual aid as the insurer’s share', () => {
  const split = { ...selfPaid(fen(44_620)), fundFen: fen(2060), accountFen: fen(30_000), mutualAidFen: fen(10), cashFen: fen(12_550) };
  expect(insurerShare(assertSplit(split))).toBe(32_070);
});
