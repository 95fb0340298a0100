import { fen } from '@meridian/kernel/fen';
import type { Split } from '@meridian/kernel/split';
import * as fc from 'fast-check';
import type { MoneyFact } from './money-fact';
import { balancesOf, postingsOf } from './postings';

const ORDER_NO = '012611220000000001';
const REFUND_NO = `${ORDER_NO}r1`;
const of = { orderNo: ORDER_NO, hospitalId: 'H45020000001' } as const;
const at = Date.parse('2026-11-22T10:00:00+08:00');
const order = `ORDER[${ORDER_NO}]`;

const split = (parts: Partial<Record<keyof Split, number>>): Split => {
  const all = { fundFen: 0, accountFen: 0, mutualAidFen: 0, cashFen: 0, hospitalFen: 0, adjustFen: 0, ...parts };
  const totalFen = parts.totalFen ?? Object.values(all).reduce((sum, part) => sum + part, 0);
  return Object.fromEntries(Object.entries({ ...all, totalFen }).map(([name, value]) => [name, fen(value)])) as unknown as Split;
};

const insured = (settlementId: string, parts: Split): MoneyFact => ({
  kind: 'settlement-insured',
  ...of,
  insurer: 'national',
  settlementId,
  split: parts,
  settledAt: at,
});
const reversed = (settlementId: string, parts: Split): MoneyFact => ({
  kind: 'settlement-reversed',
  ...of,
  insurer: 'national',
  settlementId,
  split: parts,
  reversedAt: at,
});
const wechat = { channel: 'wechat', merchantId: '1900000001' };
const captured = (amountFen: number, surplus = false): MoneyFact => ({
  kind: 'payment-captured',
  ...of,
  ...wechat,
  outTradeNo: surplus ? `${ORDER_NO}1002` : `${ORDER_NO}1001`,
  amountFen: fen(amountFen),
  surplus,
  paidAt: at,
});
const confirmed = (parts: Split): MoneyFact => ({ kind: 'order-confirmed', ...of, generation: 1, split: parts, confirmedAt: at });
const booked = (parts: Split): MoneyFact => ({ kind: 'refund-booked', ...of, refundNo: REFUND_NO, split: parts, bookedAt: at });
const refunded = (amountFen: number, surplus = false): MoneyFact[] => {
  const what = { ...of, ...wechat, refundNo: REFUND_NO, amountFen: fen(amountFen), surplus };
  return [
    { kind: 'refund-committed', ...what, committedAt: at },
    { kind: 'refund-succeeded', ...what, outRefundNo: `${ORDER_NO}1R001`, succeededAt: at },
  ];
};

const balances = (...facts: readonly MoneyFact[]) =>
  Object.fromEntries([...balancesOf(facts.flatMap(postingsOf))].filter(([, balanceFen]) => balanceFen !== 0));

// insurance.md G.3 E1: 446.20 yuan = fund 20.60 + personal account 300.00 + cash 125.60.
const E1 = split({ fundFen: 2060, accountFen: 30_000, cashFen: 12_560 });
const paid = [insured('S1', E1), captured(12_560), confirmed(E1)];

describe('the books of G.3 E1', () => {
  it('hold what came in against the order until it is confirmed', () => {
    expect(balances(insured('S1', E1), captured(12_560))).toEqual({
      'INS.fund[national]': 2060,
      'INS.acct[national]': 30_000,
      'CH[wechat,1900000001]': 12_560,
      [order]: -44_620,
    });
  });

  it('have nothing left on the order once it is confirmed', () => {
    expect(balances(...paid)).toEqual({
      'INS.fund[national]': 2060,
      'INS.acct[national]': 30_000,
      'CH[wechat,1900000001]': 12_560,
      REVENUE: -44_620,
    });
  });

  it('return to zero after a whole refund', () => {
    expect(balances(...paid, booked(E1), reversed('S1', E1), ...refunded(12_560))).toEqual({});
  });

  it('say what we owe the payer until the channel has paid it back', () => {
    const [committed] = refunded(12_560);
    expect(balances(...paid, booked(E1), reversed('S1', E1), committed as MoneyFact)).toEqual({
      'CH[wechat,1900000001]': 12_560,
      [`REFUND[${REFUND_NO}]`]: -12_560,
    });
  });

  it('refund the row of 200.00 with 125.60 in cash, 53.80 on the account and 20.60 for the fund', () => {
    const rest = split({ accountFen: 24_620 });
    const back = split({ fundFen: 2060, accountFen: 5380, cashFen: 12_560 });
    const moved = [...paid, booked(back), reversed('S1', E1), insured('S2', rest)];
    expect(balances(...moved)[order]).toBe(-12_560);
    expect(balances(...moved, ...refunded(12_560))).toEqual({ 'INS.acct[national]': 24_620, REVENUE: -24_620 });
  });
});

it('keeps surplus money apart from the order it came too late for', () => {
  expect(balances(captured(12_560, true))).toEqual({ 'CH[wechat,1900000001]': 12_560, [`ORDER[${ORDER_NO}/surplus]`]: -12_560 });
  expect(balances(...paid, captured(12_560, true), ...refunded(12_560, true))).toEqual(balances(...paid));
});

it('books what the hospital bears and adjusts, whichever way the adjustment goes', () => {
  const discounted = split({ cashFen: 1000, hospitalFen: 50, adjustFen: 20 });
  expect(balances(captured(1000), confirmed(discounted))).toEqual({
    'CH[wechat,1900000001]': 1000,
    'HOSP-BORNE': 50,
    ADJUST: 20,
    REVENUE: -1070,
  });
  const roundedUp = split({ cashFen: 1000, adjustFen: -3 });
  expect(postingsOf(confirmed(roundedUp))).toContainEqual(expect.objectContaining({ debit: 'REVENUE', credit: 'ADJUST', amountFen: 3 }));
  expect(balances(captured(1000), confirmed(roundedUp))).toEqual({ 'CH[wechat,1900000001]': 1000, ADJUST: -3, REVENUE: -997 });
});

it('numbers the legs of a posting and gives them one key, of the business and not of the message', () => {
  expect(postingsOf(insured('S1', E1)).map(({ txnKey, leg, bookDay }) => [txnKey, leg, bookDay])).toEqual([
    ['ins:national/S1', 1, '2026-11-22'],
    ['ins:national/S1', 2, '2026-11-22'],
  ]);
  const keys = [reversed('S1', E1), ...paid.slice(1), booked(E1), ...refunded(1)].map((fact) => postingsOf(fact)[0]?.txnKey);
  expect(keys).toEqual([
    'rev:national/S1',
    `cap:${ORDER_NO}1001`,
    `his:${ORDER_NO}.1`,
    `hir:${REFUND_NO}`,
    `rfi:${REFUND_NO}`,
    `rfd:${ORDER_NO}1R001`,
  ]);
});

it('takes the day of the counterparty in Beijing, not ours in UTC', () => {
  const late = { ...captured(1), paidAt: Date.parse('2026-11-21T16:30:00Z') } as MoneyFact;
  expect(postingsOf(late)[0]?.bookDay).toBe('2026-11-22');
});

it('posts nothing where nothing moved', () => {
  expect(postingsOf({ kind: 'settlement-reversed', ...of, insurer: 'national', reversedAt: at })).toEqual([]);
  expect(postingsOf(insured('S1', split({ cashFen: 100 })))).toEqual([]);
});

it('refuses a split whose parts miss its total', () => {
  expect(() => postingsOf(confirmed(split({ cashFen: 100, totalFen: 101 })))).toThrow('miss its total');
});

describe('whatever the split', () => {
  const part = fc.integer({ min: 0, max: 1_000_000 });
  const anySplit = fc
    .record({
      fundFen: part,
      accountFen: part,
      mutualAidFen: part,
      cashFen: part,
      hospitalFen: part,
      adjustFen: fc.integer({ min: -1_000_000, max: 1_000_000 }),
    })
    .map((parts) => split(parts));
  const flow = (parts: Split): MoneyFact[] => [
    insured('S1', parts),
    ...(parts.cashFen > 0 ? [captured(parts.cashFen)] : []),
    confirmed(parts),
    booked(parts),
    reversed('S1', parts),
    ...(parts.cashFen > 0 ? refunded(parts.cashFen) : []),
  ];

  it('every row moves a positive amount between two accounts, and the books add up to zero at every moment', () => {
    fc.assert(
      fc.property(anySplit, fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (parts, order) => {
        const shuffled = flow(parts)
          .map((fact) => ({ fact, at: order.next().value as number }))
          .sort((a, b) => a.at - b.at)
          .map(({ fact }) => fact);
        const rows = shuffled.flatMap(postingsOf);
        for (const row of rows) {
          expect(row.amountFen).toBeGreaterThan(0);
          expect(row.debit).not.toBe(row.credit);
        }
        for (let count = 0; count <= rows.length; count++) {
          expect([...balancesOf(rows.slice(0, count)).values()].reduce((sum, one) => sum + one, 0)).toBe(0);
        }
      }),
    );
  });

  it('a whole refund leaves no balance anywhere', () => {
    fc.assert(fc.property(anySplit, (parts) => expect(balances(...flow(parts))).toEqual({})));
  });

  it('revenue is the total of the bill', () => {
    fc.assert(fc.property(anySplit, (parts) => expect(-(balances(confirmed(parts)).REVENUE ?? 0)).toBe(parts.totalFen)));
  });
});
