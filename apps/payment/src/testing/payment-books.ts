import type { PaymentCaptured } from '@meridian/contracts/payment/payment-captured.event';
import type { Stage } from '@meridian/testing/stage';
import type { Collection } from '../domain/collection';
import type { ModelChannel } from './model-channel';
import type { PaymentService } from './payment-process';

interface Announced {
  readonly subject: string;
  readonly data: Partial<PaymentCaptured> & { readonly orderNo: string; readonly generation?: number; readonly refundNo?: string };
}

const words = (...parts: readonly unknown[]): string => parts.join(' ');

/** What was announced of each thing, one line each, sorted. */
const announcedLines = (all: readonly Announced[]): string[] =>
  all.map(({ subject, data }) => words(subject.split('.')[2], data.transactionId ?? data.refundNo ?? data.generation)).toSorted();

/** What must have been announced of a collection at rest: once a thing that happened. */
const expectedLines = (all: readonly Collection[]): string[] =>
  all
    .flatMap((collection) => [
      ...collection.captures.map((one) => words('payment-captured', one.transactionId)),
      ...collection.refunds.map((one) => words('refund-committed', one.refundNo)),
      ...collection.refunds.filter((one) => one.state === 'SUCCEEDED').map((one) => words('refund-succeeded', one.refundNo)),
      ...collection.refunds.filter((one) => one.refusal !== null).map((one) => words('refund-failed', one.refundNo)),
      ...(collection.state === 'CLOSED' && collection.legs.length > 0 ? [words('collection-dead', collection.generation)] : []),
    ])
    .toSorted();

/** Every money that came is known, by notice or by asking, though nobody has closed anything. */
export async function expectMoneyKnown(stage: Stage<PaymentService>, channel: ModelChannel, orderNo: string): Promise<void> {
  expect(await captured(stage, orderNo)).toEqual(theirs(channel));
}

const CAPTURED =
  "SELECT out_trade_no || ' ' || transaction_id || ' ' || amount_fen AS line FROM capture WHERE collection_id LIKE $1 ORDER BY 1";
const captured = async (stage: Stage<PaymentService>, orderNo: string): Promise<string[]> =>
  (await stage.rows<{ line: string }>(CAPTURED, [`${orderNo}%`])).map((row) => row.line).toSorted();

/** The books of payment beside the channel's, once no call is open. */
export async function expectBooks(stage: Stage<PaymentService>, channel: ModelChannel, orderNo: string): Promise<Collection[]> {
  const collections = (await stage.rows<{ body: Collection }>('SELECT body FROM collection WHERE order_no = $1', [orderNo])).map(
    (row) => row.body,
  );
  for (const collection of collections) {
    expect(['CAPTURED', 'CLOSED']).toContain(collection.state);
    const winners = collection.captures.filter((one) => !one.surplus);
    expect(winners).toHaveLength(collection.state === 'CAPTURED' ? 1 : 0);
    expectSurplusBack(collection);
  }
  expect(ours(collections)).toEqual(theirs(channel));
  expect(ourRefunds(collections)).toEqual(theirRefunds(channel));
  for (const [outTradeNo, number] of channel.numbers) {
    expect(channel.payable(number)).toBe(false);
    expect(channel.givenBackFen(outTradeNo)).toBeLessThanOrEqual(number.payment?.paidFen ?? 0);
  }
  expect(await captured(stage, orderNo)).toEqual(ours(collections));
  const announced = await stage.rows<{ envelope: string }>('SELECT envelope FROM outbox WHERE order_no = $1', [orderNo]);
  expect(announcedLines(announced.map(({ envelope }) => ({ ...JSON.parse(envelope), subject: JSON.parse(envelope).type })))).toEqual(
    expectedLines(collections),
  );
  expect(await stage.rows("SELECT kind, detail FROM fact_log WHERE rule = 'alarm' AND order_no = $1", [orderNo])).toEqual([]);
  return collections;
}

/** All of every money that nobody may use is on its way back, and of the winner no more than was paid. */
function expectSurplusBack({ captures, refunds }: Collection): void {
  for (const capture of captures) {
    const of = refunds.filter((one) => one.outTradeNo === capture.outTradeNo && one.state !== 'FAILED');
    const backFen = of.reduce((sum, one) => sum + one.amountFen, 0);
    if (capture.surplus) expect(of.map((one) => [one.amountFen, one.surplus])).toEqual([[capture.amountFen, true]]);
    else expect(backFen).toBeLessThanOrEqual(capture.amountFen);
  }
}

const ours = (collections: readonly Collection[]): string[] =>
  collections.flatMap(({ captures }) => captures.map((one) => words(one.outTradeNo, one.transactionId, one.amountFen))).toSorted();

const theirs = ({ numbers }: ModelChannel): string[] =>
  [...numbers].flatMap(([no, { payment }]) => (payment ? [words(no, payment.transactionId, payment.paidFen)] : [])).toSorted();

/** A refund that was closed three times waits for a person, on both sides. */
const ourRefunds = (collections: readonly Collection[]): string[] =>
  collections
    .flatMap(({ refunds }) => refunds.map((one) => words(one.outRefundNo, one.refusal === null ? one.state.toLowerCase() : 'closed')))
    .toSorted();

/** The last try of each refund. */
const theirRefunds = ({ refunds }: ModelChannel): string[] => {
  const numbers = [...refunds.keys()];
  const last = numbers.filter((no) => !numbers.some((other) => other.slice(0, -1) === no.slice(0, -1) && other > no));
  return last.map((no) => words(no, refunds.get(no)?.state)).toSorted();
};
