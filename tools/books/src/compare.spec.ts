// size: one table of planted differences, to be read as one
import { compareBooks } from './compare';
import type { AllBooks, BooksReport, Difference, PartyRow, Side, Split, TransferRecord } from './records';

const ORDER_NO = '012611220000000001';
const REFUND_NO = `${ORDER_NO}r1`;
const SPLIT: Split = {
  totalFen: 44_620,
  fundFen: 2060,
  accountFen: 30_000,
  mutualAidFen: 0,
  cashFen: 12_560,
  hospitalFen: 0,
  adjustFen: 0,
};
const { totalFen: _total, ...PARTS } = SPLIT;
const CENTRE_PARTS = { fundFen: 2060, accountFen: 30_000, cashFen: 12_560, hospitalFen: 0 };

const settlement: PartyRow = {
  party: 'insurance',
  kind: 'settlement',
  number: 'M1',
  reference: 'S1',
  amountFen: 44_620,
  parts: CENTRE_PARTS,
  state: 'SETTLED',
};
const payment: PartyRow = {
  party: 'wechat',
  kind: 'payment',
  number: `${ORDER_NO}1101`,
  reference: 'T1',
  amountFen: 12_560,
  state: 'SUCCESS',
};
const confirm: PartyRow = {
  party: 'his',
  kind: 'confirm',
  number: ORDER_NO,
  reference: 'R1',
  amountFen: 44_620,
  parts: PARTS,
  state: 'CONFIRMED',
};
const reversal: PartyRow = { ...settlement, kind: 'reversal', number: 'M9', reference: 'S9', of: 'M1', state: 'REVERSED' };
const refund: PartyRow = { ...payment, kind: 'refund', number: `${ORDER_NO}1R001`, reference: 'F1', of: payment.number };
const booked: PartyRow = { ...confirm, kind: 'his-refund', number: REFUND_NO, reference: 'B1', of: ORDER_NO, state: 'BOOKED' };

const transfer = (txnKey: string, debit: string, credit: string, amountFen: number): TransferRecord => ({
  orderNo: ORDER_NO,
  txnKey,
  debit,
  credit,
  amountFen,
});
const ORDER = `ORDER[${ORDER_NO}]`;
const FUND = transfer('ins:S1', 'INS.fund[national]', ORDER, 2060);
const CAPTURED = transfer('cap:1', 'CH[wechat,1]', ORDER, 12_560);
const PAID: readonly TransferRecord[] = [
  FUND,
  transfer('ins:S1', 'INS.acct[national]', ORDER, 30_000),
  CAPTURED,
  transfer('his:1', ORDER, 'REVENUE', 44_620),
];
const REFUND_ACCOUNT = `REFUND[${REFUND_NO}]`;
const GIVEN_BACK: readonly TransferRecord[] = [
  transfer('hir:1', 'REVENUE', ORDER, 44_620),
  transfer('rev:S1', ORDER, 'INS.fund[national]', 2060),
  transfer('rev:S1', ORDER, 'INS.acct[national]', 30_000),
  transfer('rfi:1', ORDER, REFUND_ACCOUNT, 12_560),
  transfer('rfd:1', REFUND_ACCOUNT, 'CH[wechat,1]', 12_560),
];

const order = {
  orderNo: ORDER_NO,
  phase: 'CONFIRMED',
  insured: true,
  split: SPLIT,
  settlementId: 'S1',
  transactionId: 'T1',
  openCalls: 0,
  openCases: 0,
  stamp: 9,
};
const capture = { orderNo: ORDER_NO, outTradeNo: payment.number, transactionId: 'T1', amountFen: 12_560, surplus: false };
const settled = { orderNo: ORDER_NO, settlementNo: `${ORDER_NO}1`, phase: 'SETTLED', messageNos: ['M1'], settlementId: 'S1', split: SPLIT };

const CONFIRMED: AllBooks = {
  parties: [settlement, payment, confirm],
  orders: [order],
  refunds: [],
  captures: [capture],
  channelRefunds: [],
  settlements: [settled],
  transfers: PAID,
  moving: new Set(),
};
const REFUNDED: AllBooks = {
  ...CONFIRMED,
  parties: [settlement, reversal, payment, refund, confirm, booked],
  refunds: [{ orderNo: ORDER_NO, refundNo: REFUND_NO, phase: 'DONE' }],
  channelRefunds: [{ orderNo: ORDER_NO, outRefundNo: refund.number, outTradeNo: payment.number, amountFen: 12_560, state: 'SUCCEEDED' }],
  settlements: [{ ...settled, phase: 'REVERSED' }],
  transfers: [...PAID, ...GIVEN_BACK],
};
const CANCELLED: AllBooks = {
  ...REFUNDED,
  parties: [settlement, reversal, payment, refund, { ...confirm, state: 'CANCELLED' }],
  orders: [{ ...order, phase: 'CANCELLED' }],
  refunds: [],
  transfers: [...PAID.slice(0, 3), ...GIVEN_BACK.slice(1)],
};

describe('books that agree', () => {
  it.each([
    ['confirmed', CONFIRMED],
    ['refunded', REFUNDED],
    ['cancelled after everything', CANCELLED],
    [
      'cancelled before anything',
      { ...CONFIRMED, parties: [], orders: [{ ...order, phase: 'CANCELLED' }], captures: [], settlements: [], transfers: [] },
    ],
    ['a refund that was dropped', { ...CONFIRMED, refunds: [{ orderNo: ORDER_NO, refundNo: REFUND_NO, phase: 'DROPPED' }] }],
  ] as const)('%s', (_says, books) => {
    const report = compareBooks(books);
    expect(report.differences).toEqual([]);
    expect(report).toMatchObject({ ok: true, orders: { match: 1 }, inFlight: 0, ledgerImbalanceFen: 0 });
    expect(report.singleSided.every(({ fen, count }) => fen === 0 && count === 0)).toBe(true);
  });
});

/** Takes rows out of a list, and puts others in. */
const swap = <Row>(rows: readonly Row[], out: Row | null, ...put: readonly Row[]): Row[] => [...rows.filter((row) => row !== out), ...put];
const parties = (books: AllBooks, out: PartyRow | null, ...put: readonly PartyRow[]): AllBooks => ({
  ...books,
  parties: swap(books.parties, out, ...put),
});
const transfers = (books: AllBooks, out: TransferRecord | null, ...put: readonly TransferRecord[]): AllBooks => ({
  ...books,
  transfers: swap(books.transfers, out, ...put),
});

type Planted = readonly [says: string, books: AllBooks, result: Difference['result'], side: Side, aloneFen: number];

const PLANTED: readonly Planted[] = [
  ['the centre has no settlement', parties(CONFIRMED, settlement), 'missing', 'insurer', 32_060],
  ['the centre settled twice', parties(CONFIRMED, null, { ...settlement, reference: 'S2' }), 'duplicate', 'insurer', 32_060],
  [
    'the centre settled another split',
    parties(CONFIRMED, settlement, { ...settlement, parts: { ...CENTRE_PARTS, fundFen: 2061, cashFen: 12_559 } }),
    'mismatch',
    'insurer',
    1,
  ],
  ['a settlement stands for a refunded order', parties(REFUNDED, reversal), 'duplicate', 'insurer', 32_060],
  ['a settlement was reversed twice', parties(REFUNDED, null, { ...reversal, reference: 'S10' }), 'duplicate', 'insurer', 32_060],
  ['the channel has no payment', parties(CONFIRMED, payment), 'missing', 'channel', 12_560],
  [
    'the channel took the money twice',
    parties(CONFIRMED, null, { ...payment, number: `${ORDER_NO}1102`, reference: 'T2' }),
    'missing',
    'channel',
    12_560,
  ],
  [
    'the channel took the money twice and both are ours',
    {
      ...parties(CONFIRMED, null, { ...payment, number: `${ORDER_NO}1102`, reference: 'T2' }),
      captures: [capture, { ...capture, outTradeNo: `${ORDER_NO}1102`, transactionId: 'T2' }],
    },
    'duplicate',
    'channel',
    12_560,
  ],
  ['a fen is missing at the channel', parties(CONFIRMED, payment, { ...payment, amountFen: 12_559 }), 'missing', 'channel', 1],
  ['the cash of a cancelled order stays', parties(CANCELLED, refund), 'missing', 'channel', 12_560],
  ['the channel refunded twice', parties(REFUNDED, null, { ...refund, number: `${ORDER_NO}1R002` }), 'missing', 'channel', 12_560],
  ['a refund hangs', parties(REFUNDED, refund, { ...refund, state: 'PROCESSING' }), 'mismatch', 'channel', 0],
  ['the HIS has no confirm', parties(CONFIRMED, confirm), 'missing', 'his', 44_620],
  ['the HIS confirmed twice', parties(CONFIRMED, null, { ...confirm, reference: 'R2' }), 'duplicate', 'his', 44_620],
  ['the HIS confirmed a cancelled order', parties(CANCELLED, null, confirm), 'duplicate', 'his', 44_620],
  [
    'the HIS confirmed another split',
    parties(CONFIRMED, confirm, { ...confirm, parts: { ...PARTS, fundFen: 0, cashFen: 14_620 } }),
    'mismatch',
    'his',
    0,
  ],
  ['the HIS has not booked the refund', parties(REFUNDED, booked), 'missing', 'his', 44_620],
  ['the ledger lacks a posting', transfers(CONFIRMED, CAPTURED), 'missing', 'ledger', 12_560],
  ['the ledger has a posting twice', transfers(CONFIRMED, null, { ...FUND, txnKey: 'ins:S1b' }), 'mismatch', 'ledger', 2060],
  [
    'the ledger moves another order',
    transfers(CONFIRMED, FUND, { ...FUND, credit: 'ORDER[012611220000000002]' }),
    'mismatch',
    'ledger',
    2060,
  ],
  ['the order names another settlement', { ...CONFIRMED, orders: [{ ...order, settlementId: 'S7' }] }, 'mismatch', 'insurer', 0],
  ['our own settlement was lost', { ...CONFIRMED, settlements: [{ ...settled, phase: 'REFUSED' }] }, 'missing', 'insurer', 0],
  ['our own capture was lost', { ...CONFIRMED, captures: [] }, 'missing', 'channel', 0],
];

const aloneAt = (report: BooksReport, side: Side): number => report.singleSided.find((one) => one.side === side)?.fen ?? 0;

describe('a planted difference is found', () => {
  it.each(PLANTED)('%s', (_says, books, result, side, aloneFen) => {
    const report = compareBooks(books);
    expect(report.ok).toBe(false);
    expect(report.differences).toContainEqual(expect.objectContaining({ orderNo: ORDER_NO, result, side }));
    expect(report.orders.match).toBe(0);
    expect(aloneAt(report, side)).toBe(aloneFen);
  });
});

it('finds money of an order that nobody has', () => {
  const report = compareBooks({ ...CONFIRMED, orders: [], settlements: [], captures: [], transfers: [] });
  expect(report.orders).toEqual({ match: 0, mismatch: 0, missing: 2, duplicate: 0 });
  expect(report.singleSided).toEqual([
    { side: 'insurer', fen: 44_620, count: 1 },
    { side: 'channel', fen: 12_560, count: 1 },
    { side: 'his', fen: 44_620, count: 1 },
    { side: 'ledger', fen: 0, count: 0 },
  ]);
});

it('finds a posting of an order that nobody has', () => {
  const report = compareBooks(transfers(CONFIRMED, null, { ...CAPTURED, orderNo: '012611220000000009' }));
  expect(report.differences).toContainEqual(expect.objectContaining({ orderNo: '012611220000000009', side: 'ledger', result: 'missing' }));
});

it('says what the ledger holds of orders at rest as its imbalance', () => {
  expect(compareBooks(transfers(CONFIRMED, CAPTURED)).ledgerImbalanceFen).toBe(12_560);
});

describe('an order in flight is counted and not judged', () => {
  const broken = parties(CONFIRMED, payment);
  it.each([
    ['between two phases', { ...broken, orders: [{ ...order, phase: 'PAYING' }] }],
    ['with a call that waits', { ...broken, orders: [{ ...order, openCalls: 1 }] }],
    ['with a refund under way', { ...broken, refunds: [{ orderNo: ORDER_NO, refundNo: REFUND_NO, phase: 'REVERSING' }] }],
    ['that moved while the books were read', { ...broken, moving: new Set([ORDER_NO]) }],
  ] as const)('%s', (_says, books) => {
    expect(compareBooks(books)).toMatchObject({ ok: true, inFlight: 1, inFlightNos: [ORDER_NO], orders: { match: 0 } });
  });
});

it('reads tens of thousands of orders at once', () => {
  const many = Array.from({ length: 20_000 }, (_, index) => `0126112299${String(index).padStart(8, '0')}`);
  const books: AllBooks = {
    ...CONFIRMED,
    parties: many.flatMap((no, index) => [
      { ...settlement, number: `M${index}`, reference: `S${index}` },
      { ...payment, number: `${no}1101`, reference: `T${index}` },
      { ...confirm, number: no },
    ]),
    orders: many.map((no, index) => ({ ...order, orderNo: no, settlementId: `S${index}`, transactionId: `T${index}` })),
    captures: many.map((no, index) => ({ ...capture, orderNo: no, transactionId: `T${index}` })),
    settlements: many.map((no, index) => ({ ...settled, orderNo: no, settlementId: `S${index}`, messageNos: [`M${index}`] })),
    transfers: many.flatMap((no) =>
      PAID.map((row) => ({
        ...row,
        orderNo: no,
        debit: row.debit.replace(ORDER_NO, no),
        credit: row.credit.replace(ORDER_NO, no),
      })),
    ),
  };
  expect(compareBooks(books)).toMatchObject({ ok: true, orders: { match: 20_000 } });
});
