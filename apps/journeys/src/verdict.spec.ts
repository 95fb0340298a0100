import type { BookRow, Evidence, Expected, Split, Transfer } from './evidence';
import { problemsOf } from './verdict';

const NO = '012611220000000001';
const split: Split = {
  totalFen: 44_620,
  fundFen: 2060,
  accountFen: 30_000,
  mutualAidFen: 0,
  cashFen: 12_560,
  hospitalFen: 0,
  adjustFen: 0,
};
const { totalFen: _total, ...hisParts } = split;
const insurerParts = { fundFen: 2060, accountFen: 30_000, cashFen: 12_560, hospitalFen: 0 };

const row = (of: Partial<BookRow> & Pick<BookRow, 'party' | 'kind' | 'number'>): BookRow => ({
  reference: 'x',
  amountFen: 44_620,
  state: 'SUCCESS',
  ...of,
});
const settlement = row({ party: 'insurance', kind: 'settlement', number: 'M1', parts: insurerParts, state: 'SETTLED' });
const payment = row({ party: 'wechat', kind: 'payment', number: `${NO}1101`, amountFen: 12_560 });
const confirm = row({ party: 'his', kind: 'confirm', number: NO, parts: hisParts, state: 'CONFIRMED' });
const reversal = row({ party: 'insurance', kind: 'reversal', number: 'M2', of: 'M1' });
const refund = row({ party: 'wechat', kind: 'refund', number: `${NO}1R001`, of: payment.number, amountFen: 12_560 });
const booked = row({ party: 'his', kind: 'his-refund', number: `${NO}r1`, of: NO, parts: hisParts });

const order = `ORDER[${NO}]`;
const move = (txn_key: string, debit: string, credit: string, amount_fen: number): Transfer => ({ txn_key, debit, credit, amount_fen });
const ins = [move('ins:1', 'INS.fund[national]', order, 2060), move('ins:1', 'INS.acct[national]', order, 30_000)];
const cap = move('cap:1', 'CH[wechat,1]', order, 12_560);
const his = move('his:1', order, 'REVENUE', 44_620);

const step = (version: number, from_phase: string, to_phase: string, rule = 'move') => ({
  schema: 'svc_order',
  aggregate: 'order',
  aggregate_id: NO,
  version,
  kind: 'fact',
  rule,
  from_phase,
  to_phase,
});

const confirmed: Evidence = {
  orderNo: NO,
  order: { phase: 'CONFIRMED', version: 2, body: { payMode: 'INSURED', split } },
  refunds: [],
  steps: [step(1, 'DRAFT', 'PAID'), step(2, 'PAID', 'CONFIRMED')],
  openCalls: [],
  openCases: [],
  messageNos: ['M1'],
  transfers: [...ins, cap, his],
  rows: [settlement, payment, confirm],
};
const cancelled: Evidence = {
  ...confirmed,
  order: { phase: 'CANCELLED', version: 2, body: { payMode: 'INSURED', split } },
  steps: [step(1, 'DRAFT', 'QUOTED'), step(2, 'QUOTED', 'CANCELLED')],
  transfers: [],
  rows: [],
};

describe('all is well', () => {
  it.each<[string, Evidence, Expected]>([
    ['with a confirmed order', confirmed, { end: 'CONFIRMED' }],
    ['with a cancelled one', cancelled, { end: 'CANCELLED' }],
    [
      'with one whose money came and went',
      {
        ...cancelled,
        rows: [settlement, reversal, payment, refund, { ...confirm, state: 'CANCELLED' }],
        transfers: [
          ...ins,
          cap,
          ...[...ins, cap].map(({ txn_key, debit, credit, amount_fen }) => move(`-${txn_key}`, credit, debit, Number(amount_fen))),
        ],
      },
      { end: 'CANCELLED', payments: 1 },
    ],
    [
      'with a case somebody expects',
      { ...confirmed, openCases: ['his.confirm.silent'] },
      { end: 'CONFIRMED', cases: ['his.confirm.silent'] },
    ],
  ])('%s', (_says, evidence, expected) => {
    expect(problemsOf(evidence, expected)).toEqual([]);
  });
});

describe('a planted fault is found', () => {
  const end: Expected = { end: 'CONFIRMED' };
  it.each<[string, Partial<Evidence>, Expected, string]>([
    ['no order', { order: undefined }, end, 'no such order'],
    ['another phase', { order: { phase: 'PAID', version: 2, body: { payMode: 'INSURED', split } } }, end, 'phase: "PAID"'],
    ['a second settlement', { rows: [settlement, { ...settlement, number: 'M3' }, payment, confirm] }, end, 'standing at the insurer'],
    [
      'a settlement of other figures',
      { rows: [{ ...settlement, parts: { ...insurerParts, fundFen: 2061 } }, payment, confirm] },
      end,
      'standing at the insurer',
    ],
    ['a settlement that is gone', { rows: [settlement, reversal, payment, confirm] }, end, 'standing at the insurer'],
    [
      'a settlement reversed twice',
      { ...cancelled, rows: [settlement, reversal, { ...reversal, number: 'M4' }] },
      { end: 'CANCELLED' },
      'reversed twice',
    ],
    ['a second charge', { rows: [settlement, payment, { ...payment, number: `${NO}1102` }, confirm] }, end, 'payments the channel took: 2'],
    [
      'a second charge, though it went back',
      { rows: [settlement, payment, { ...payment, number: `${NO}1102` }, { ...refund, of: `${NO}1102` }, confirm] },
      end,
      'payments the channel took: 2',
    ],
    ['a refund in part', { rows: [settlement, payment, { ...refund, amountFen: 1 }, confirm] }, end, 'in part'],
    [
      'a refund on its way',
      { ...cancelled, rows: [payment, { ...refund, state: 'PROCESSING' }] },
      { end: 'CANCELLED', payments: 1 },
      'is PROCESSING',
    ],
    ['cash kept by a cancelled order', { ...cancelled, rows: [payment] }, { end: 'CANCELLED', payments: 1 }, 'cash kept: 12560'],
    ['fund kept by a cancelled order', { ...cancelled, rows: [settlement] }, { end: 'CANCELLED' }, 'standing at the insurer'],
    ['a confirm of a cancelled order', { ...cancelled, rows: [confirm] }, { end: 'CANCELLED' }, 'confirmed at the HIS'],
    ['no confirm', { rows: [settlement, payment] }, end, 'confirmed at the HIS'],
    ['a second confirm', { rows: [settlement, payment, confirm, confirm] }, end, 'confirmed at the HIS'],
    ['a refund at the HIS that nobody asked for', { rows: [settlement, payment, confirm, booked] }, end, 'refunds booked at the HIS'],
    ['a transfer that is missing', { transfers: [...ins, his] }, end, `${order} holds 12560`],
    ['a transfer that came twice', { transfers: [...ins, cap, cap, his] }, end, `${order} holds -12560`],
    ['a transfer of nothing', { transfers: [...ins, cap, his, move('x:1', 'A', 'B', 0)] }, end, 'is none'],
    ['another order’s account', { transfers: [...ins, cap, his, move('x:1', 'ORDER[9]', 'CH[wechat,1]', 1)] }, end, 'moves ORDER[9]'],
    ['an open refund', { transfers: [...ins, cap, his, move('rfi:1', order, 'REFUND[1]', 1)] }, end, 'REFUND[1] holds -1'],
    ['a call that is open', { openCalls: ['insurer.settle'] }, end, 'insurer.settle is still open'],
    ['a case nobody expects', { openCases: ['refund-failed'] }, end, 'open cases'],
    ['a gap in the history', { steps: [step(1, 'DRAFT', 'PAID'), step(3, 'PAID', 'CONFIRMED')] }, end, 'has no version 2'],
    ['a jump in the history', { steps: [step(1, 'DRAFT', 'QUOTED'), step(2, 'PAID', 'CONFIRMED')] }, end, 'jumps from QUOTED'],
    ['an alarm', { steps: [step(1, 'DRAFT', 'PAID', 'alarm'), step(2, 'PAID', 'CONFIRMED')] }, end, 'had an alarm'],
  ])('%s', (_says, change, expected, found) => {
    expect(problemsOf({ ...confirmed, ...change }, expected).join('\n')).toContain(found);
  });
});
