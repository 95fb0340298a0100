import type { FactContract, FactEnvelope } from '@meridian/contracts/contract';
import { settlementReversed } from '@meridian/contracts/insurance/settlement-reversed.event';
import { orderCancelled } from '@meridian/contracts/order/order-cancelled.event';
import { collectionDead } from '@meridian/contracts/payment/collection-dead.event';
import { paymentCaptured } from '@meridian/contracts/payment/payment-captured.event';
import { numbersOf, orderFacts } from '@meridian/testing/order-facts';
import { envelopeOf } from '@meridian/testing/test-nats';
import { ExpectFacts, expectationsOf } from './expect-facts.usecase';

const AT = Date.parse('2026-11-22T00:10:00+08:00');
const numbers = numbersOf(1);
const { orderNo } = numbers;
const of = { orderNo, hospitalId: 'H45020000001' };

const { facts: contracts } = new ExpectFacts(undefined as never);
const expected = (fact: FactEnvelope) => {
  const contract = contracts.find(({ subject }) => subject === fact.type) as FactContract<object>;
  return expectationsOf({ ...fact, contract }).map(({ kind, side, entry, reference, amountFen }) => [
    kind,
    side,
    entry,
    reference,
    amountFen,
  ]);
};

it('expects of a paid and refunded order a line in every book', () => {
  expect(orderFacts(1, AT).flatMap(expected)).toEqual([
    ['must', 'insurer', 'settlement', numbers.settlementId, 44_620],
    ['must', 'wechat', 'payment', numbers.outTradeNo, 12_560],
    ['must', 'his', 'confirm', numbers.hisReceiptNo, 44_620],
    ['must', 'his', 'his-refund', numbers.hisRefundNo, 44_620],
    ['must', 'insurer', 'reversal', numbers.messageNo, 44_620],
    ['may', 'wechat', 'refund', numbers.outTradeNo, 12_560],
    ['must', 'wechat', 'refund', numbers.outRefundNo, 12_560],
  ]);
});

it('gives every expectation the day of its counterparty in Beijing, its order and a number of its own', () => {
  const facts = orderFacts(1, AT).map((fact) => ({
    ...fact,
    contract: contracts.find(({ subject }) => subject === fact.type) as FactContract<object>,
  }));
  const all = facts.flatMap(expectationsOf);
  expect(new Set(all.map(({ day }) => day))).toEqual(new Set(['2026-11-22']));
  expect(new Set(all.map((one) => one.orderNo))).toEqual(new Set([orderNo]));
  expect(new Set(all.map(({ expectationId }) => expectationId)).size).toBe(7);
  expect(all[0]).toMatchObject({
    expectationId: `insurance.${orderNo}.2/1`,
    parts: { fundFen: 2060, accountFen: 30_000, cashFen: 12_560 },
  });
});

it('expects nothing where a generation ended without a settlement', () => {
  const ended = { ...of, generation: 1, insurer: 'national', provisional: false, reversedAt: AT };
  expect(expected(envelopeOf(settlementReversed, 'i.1.1', ended))).toEqual([]);
});

it('expects what was revoked by message id to come to nothing', () => {
  const revoked = { ...of, generation: 1, insurer: 'national', provisional: true, messageNo: numbers.messageNo, reversedAt: AT };
  expect(expected(envelopeOf(settlementReversed, 'i.1.1', revoked))).toEqual([
    ['must-net-zero', 'insurer', 'settlement', numbers.messageNo, 0],
  ]);
});

it('forbids money for what has ended', () => {
  expect(expected(envelopeOf(collectionDead, 'p.1.1', { ...of, generation: 1, deadAt: AT }))).toEqual([
    ['may-not', 'wechat', 'payment', numbers.collectionNo, 0],
  ]);
  expect(expected(envelopeOf(orderCancelled, 'o.1.1', { ...of, reason: 'EXPIRED', cancelledAt: AT }))).toEqual([
    ['may-not', 'his', 'confirm', orderNo, 0],
  ]);
});

it('expects nothing of a channel whose books nobody reads', () => {
  const [, captured] = orderFacts(1, AT);
  expect(expected(envelopeOf(paymentCaptured, 'p.1.1', { ...captured?.data, channel: 'balance' } as never))).toEqual([]);
});
