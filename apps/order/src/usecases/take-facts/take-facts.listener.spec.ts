import { settlementReversed } from '@meridian/contracts/insurance/settlement-reversed.event';
import { refundSucceeded } from '@meridian/contracts/payment/refund-succeeded.event';
import type { Engine } from '@meridian/platform/engine/engine';
import type { TakenFact } from '@meridian/platform/facts/consumer';
import type { OrderReader } from '../../storage/order.reader';
import { TakeFacts } from './take-facts.listener';

const ORDER_NO = '012611220000000001';
const REFUND_NO = `${ORDER_NO}R1`;

/** What the listener tells to whom, of an order with one live refund. */
async function told(type: string, data: object): Promise<unknown[]> {
  const learned: unknown[] = [];
  const engine = { learn: async ({ name }: { name: string }, id: string, fact: object) => learned.push([name, id, fact]) };
  const reader = { liveRefund: async () => REFUND_NO };
  const taken = { id: 'insurance.1.7', type, data: { orderNo: ORDER_NO, ...data } } as TakenFact;
  await new TakeFacts(engine as unknown as Engine, reader as unknown as OrderReader).take([taken]);
  return learned;
}

describe('facts of the stream', () => {
  it('a reversal is told to the order and to its refund with its generation and its settlement: each knows what is its own', async () => {
    const fact = { kind: 'reversed', id: 'insurance.1.7', generation: 2, settlementId: 'ST1' };
    expect(await told(settlementReversed.subject, { generation: 2, settlementId: 'ST1', provisional: false })).toEqual([
      ['order', ORDER_NO, fact],
      ['refund', REFUND_NO, fact],
    ]);
  });

  it('a generation that came to nothing has no settlement to name', async () => {
    const fact = { kind: 'reversed', id: 'insurance.1.7', generation: 1 };
    expect(await told(settlementReversed.subject, { generation: 1, messageNo: 'MSG1', provisional: true })).toEqual([
      ['order', ORDER_NO, fact],
      ['refund', REFUND_NO, fact],
    ]);
  });

  it('money that went back is told to the refund it is of, and to no other', async () => {
    const back = { outTradeNo: `${ORDER_NO}1101`, surplus: false };
    expect(await told(refundSucceeded.subject, { ...back, refundNo: REFUND_NO })).toEqual([
      ['refund', REFUND_NO, { kind: 'refunded', id: `${REFUND_NO}.refunded` }],
    ]);
    expect(await told(refundSucceeded.subject, { ...back, refundNo: `${ORDER_NO}R2` })).toEqual([]);
  });
});
