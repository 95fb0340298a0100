import { OrderReply, type OrderView } from '@meridian/contracts/order/order.message';
import type { CaseView } from '@meridian/contracts/shared/case.message';
import { fen, ZERO } from '@meridian/kernel/fen';

/** A Sunday morning at the hospital, a little after half past ten. */
export const NOW = Date.UTC(2026, 10, 22, 2, 35, 10);
const MINUTE = 60_000;

const splitOf = (totalFen: number, fundFen: number, accountFen: number, cashFen: number) => ({
  totalFen: fen(totalFen),
  fundFen: fen(fundFen),
  accountFen: fen(accountFen),
  mutualAidFen: ZERO,
  cashFen: fen(cashFen),
  hospitalFen: fen(totalFen - fundFen - accountFen - cashFen),
  adjustFen: ZERO,
});

/** 446.20 yuan: 20.60 from the fund, 300.00 from the account, 125.60 in cash. */
export const SPLIT = splitOf(44_620, 2060, 30_000, 12_560);

const orderNoOf = (sequence: number): string => `01261122000000${String(sequence).padStart(4, '0')}`;

const order = (sequence: number, minutesAgo: number, rest: Partial<OrderView>): OrderView => ({
  orderNo: orderNoOf(sequence),
  patientId: `P${sequence}`,
  visitNo: `V2026112200${sequence}`,
  phase: 'CONFIRMED',
  payMode: 'INSURED',
  totalFen: rest.split?.totalFen ?? fen(44_620),
  sheets: [{ sheetNo: `S${sequence}-1`, hash: 'b41d5c0e', totalFen: rest.split?.totalFen ?? fen(44_620) }],
  unknown: false,
  openCase: false,
  refunds: [],
  createdAt: NOW - minutesAgo * MINUTE,
  updatedAt: NOW - minutesAgo * MINUTE + 40_000,
  ...rest,
});

/** Complete, its story whole. */
export const CONFIRMED = order(1041, 12, { split: SPLIT, hisReceiptNo: 'R20261122000871' });

/** Paid, and the hospital does not answer: a person has to decide. */
export const STUCK = order(1038, 24, { phase: 'PAID', split: SPLIT, unknown: true, openCase: true });

/** The patient has the call-up parameters and has not paid. */
export const PAYING = order(1042, 3, {
  phase: 'PAYING',
  split: SPLIT,
  quoteFingerprint: 'f1',
  payment: {
    channel: 'wechat',
    product: 'JSAPI',
    clientParameters: { paySign: 'a-signature-of-a-payment' },
    validUntil: NOW + 12 * MINUTE,
  },
  payUntil: NOW + 12 * MINUTE,
});

const refund = (state: OrderView['refunds'][number]['state']): OrderView['refunds'] => [
  { refundNo: `${orderNoOf(1033)}r1`, state, cashFen: fen(12_560), insuranceFen: fen(32_060), reason: '未取药' },
];

/** Newest first, every phase among them. */
export const ORDERS: readonly OrderView[] = [
  order(1045, 0, { phase: 'DRAFT', totalFen: fen(8_850) }),
  order(1044, 1, { phase: 'QUOTED', split: splitOf(128_000, 89_600, 20_000, 18_400) }),
  order(1043, 2, { phase: 'INSURING', split: splitOf(9_900, 4_950, 4_950, 0), unknown: true }),
  PAYING,
  CONFIRMED,
  order(1040, 15, { split: splitOf(6_500, 0, 0, 6_500), payMode: 'SELF_PAID', hisReceiptNo: 'R1' }),
  order(1039, 19, { phase: 'CLOSING', split: SPLIT, reason: 'PAY_WINDOW_CLOSED' }),
  STUCK,
  order(1036, 30, { phase: 'UNDOING', split: splitOf(312_045, 218_431, 50_000, 43_614), reason: 'HIS_REFUSED' }),
  order(1033, 52, { split: SPLIT, refunds: refund('REFUNDING'), hisReceiptNo: 'R2' }),
  order(1031, 64, { split: splitOf(1_284_500, 1_002_310, 98_190, 184_000), refunds: refund('DONE'), hisReceiptNo: 'R3' }),
  order(1030, 70, { phase: 'CANCELLED', split: SPLIT, reason: 'cancelled' }),
];

export const CASES: readonly CaseView[] = [
  {
    caseId: `${STUCK.orderNo}.1.confirm:silent`,
    service: 'order',
    orderNo: STUCK.orderNo,
    reason: 'his.confirm.silent',
    openedAt: NOW - 8 * MINUTE,
    evidence: { call: `${STUCK.orderNo}.1.confirm`, kind: 'his.confirm', asks: 62, heard: 'TIMEOUT' },
  },
];

export const REVERSAL_CASE: CaseView = {
  caseId: `${orderNoOf(1036)}1|3:reversal-refused`,
  service: 'insurance',
  orderNo: orderNoOf(1036),
  reason: 'reversal-refused',
  openedAt: NOW - 3 * MINUTE,
  evidence: { settlementId: '450200202611220000012345', code: 'REVERSAL_REFUSED' },
};

export const replyOf = (view: OrderView): OrderReply =>
  Object.assign(new OrderReply(), { status: view.unknown ? 'working' : 'done', order: view });
