import type { FactEnvelope } from '@meridian/contracts/contract';
import { settlementInsured } from '@meridian/contracts/insurance/settlement-insured.event';
import { settlementReversed } from '@meridian/contracts/insurance/settlement-reversed.event';
import { orderConfirmed } from '@meridian/contracts/order/order-confirmed.event';
import { refundBooked } from '@meridian/contracts/order/refund-booked.event';
import { paymentCaptured } from '@meridian/contracts/payment/payment-captured.event';
import { refundCommitted } from '@meridian/contracts/payment/refund-committed.event';
import { refundSucceeded } from '@meridian/contracts/payment/refund-succeeded.event';
import type { SplitMessage } from '@meridian/contracts/shared/split.message';
import { fen } from '@meridian/kernel/fen';
import { collectionNoOf, orderNoOf, outRefundNoOf, outTradeNoOf, refundNoOf } from '@meridian/kernel/ids';
import { envelopeOf } from './test-nats';

/** insurance.md G.3 E1: 446.20 yuan = fund 20.60 + personal account 300.00 + cash 125.60. */
export const E1: SplitMessage = {
  totalFen: fen(44_620),
  fundFen: fen(2060),
  accountFen: fen(30_000),
  mutualAidFen: fen(0),
  cashFen: fen(12_560),
  hospitalFen: fen(0),
  adjustFen: fen(0),
};

/** The numbers of the n-th order of the day, generation 1, one attempt, one refund. */
export function numbersOf(sequence: number, day = '2026-11-22') {
  const orderNo = orderNoOf('01', day, sequence);
  const collectionNo = collectionNoOf(orderNo, 1);
  return {
    orderNo,
    collectionNo,
    outTradeNo: outTradeNoOf(collectionNo, 1, 1),
    refundNo: refundNoOf(orderNo, 1),
    outRefundNo: outRefundNoOf(collectionNo, 1, 1),
    settlementId: `S${orderNo}`,
    messageNo: `H4502000000120261122100000${String(5000 + sequence)}`,
    hisReceiptNo: `R${orderNo}`,
    hisRefundNo: `B${orderNo}`,
  };
}

/**
 * The facts of an insured order that was paid, confirmed and refunded whole, with the split of G.3 E1, in the order they happened:
 * insured, captured, confirmed, booked, reversed, committed, succeeded.
 * @param at when all of it happened; @param settleMs from the patient's asking to the confirmation
 */
export function orderFacts(sequence: number, at: number, settleMs = 800): readonly FactEnvelope[] {
  const { orderNo, outTradeNo, refundNo, outRefundNo, settlementId, messageNo, hisReceiptNo, hisRefundNo } = numbersOf(sequence);
  const of = { orderNo, hospitalId: 'H45020000001' };
  const insurer = { insurer: 'national', settlementId, messageNo, split: E1 };
  const channel = { channel: 'wechat', merchantId: '1900000001', outTradeNo, amountFen: E1.cashFen, surplus: false };
  const id = (service: string, version: number) => `${service}.${orderNo}.${version}`;
  const clearing = { insuranceType: '310', clearingType: '11', clearingOffice: '450200' };
  const confirmed = {
    ...of,
    generation: 1,
    applicationId: 'meridian-app',
    payMode: 'INSURED' as const,
    visitNo: `V${sequence}`,
    departmentCode: 'D01',
    split: E1,
    hisReceiptNo,
    confirmedAt: at,
    settleAskedAt: at - settleMs,
  };
  const captured = {
    ...of,
    ...channel,
    generation: 1,
    applicationId: 'meridian-app',
    product: 'JSAPI',
    transactionId: `T${orderNo}`,
    paidAt: at,
  };
  return [
    envelopeOf(settlementInsured, id('insurance', 2), { ...of, ...insurer, ...clearing, generation: 1, settledAt: at }),
    envelopeOf(paymentCaptured, id('payment', 2), captured),
    envelopeOf(orderConfirmed, id('order', 6), confirmed),
    envelopeOf(refundBooked, id('order', 9), { ...of, refundNo, split: E1, hisRefundNo, bookedAt: at }),
    envelopeOf(settlementReversed, id('insurance', 4), { ...of, ...insurer, generation: 1, provisional: false, reversedAt: at }),
    envelopeOf(refundCommitted, id('payment', 3), { ...of, ...channel, refundNo, committedAt: at }),
    envelopeOf(refundSucceeded, id('payment', 4), { ...of, ...channel, refundNo, outRefundNo, succeededAt: at }),
  ];
}
