import type { FactContract, FactEnvelope } from '@meridian/contracts/contract';
import { orderFacts } from '@meridian/testing/order-facts';
import { Logger } from '@nestjs/common';
import type { RecordedTransaction, TransactionStore } from '../../storage/transaction.store';
import { RecordTransactions } from './record-transactions.usecase';

const AT = Date.parse('2026-11-22T00:10:00+08:00');

// The alarms of the facts set aside are expected here.
beforeAll(() => Logger.overrideLogger(false));

/** Runs the listener over facts and gives back what it would record. */
async function recorded(facts: readonly FactEnvelope[]): Promise<readonly RecordedTransaction[]> {
  const rows: RecordedTransaction[] = [];
  const store: Pick<TransactionStore, 'record'> = { record: async (all) => void rows.push(...all) };
  const listener = new RecordTransactions(store as TransactionStore);
  const contractOf = ({ type }: FactEnvelope) => listener.facts.find(({ subject }) => subject === type);
  await listener.take(facts.flatMap((fact) => (contractOf(fact) ? [{ ...fact, contract: contractOf(fact) as FactContract<object> }] : [])));
  return rows;
}

it('writes cash, the insurer’s share and the bill of an order, each where it belongs; what goes back is negative', async () => {
  const rows = await recorded(orderFacts(1, AT, 812));
  expect(rows.map(({ kind, channel, product, day, amountFen, settleMs }) => [kind, channel, product, day, amountFen, settleMs])).toEqual([
    ['settlement', 'insurance', 'national', '2026-11-22', 32_060, undefined],
    ['capture', 'wechat', 'JSAPI', '2026-11-22', 12_560, undefined],
    ['confirmation', 'his', 'INSURED', '2026-11-22', 44_620, 812],
    ['reversal', 'insurance', 'national', '2026-11-22', -32_060, undefined],
    ['refund', 'wechat', undefined, '2026-11-22', -12_560, undefined],
  ]);
});

it('gives every amount in its parts', async () => {
  for (const { amountFen, split } of await recorded(orderFacts(1, AT))) {
    const { totalFen, ...parts } = split;
    expect(totalFen).toBe(amountFen);
    expect(Object.values<number>(parts).reduce((sum, part) => sum + part, 0)).toBe(amountFen);
  }
});

it('knows a republished fact by the stem of its id', async () => {
  const [insured] = orderFacts(1, AT);
  const [row] = await recorded([{ ...(insured as FactEnvelope), id: `${insured?.id}#2` }]);
  expect(row?.factId).toBe(insured?.id);
});

it('sets aside a bill whose parts miss its total, and records the rest of the batch', async () => {
  const [insured, captured, confirmed] = orderFacts(1, AT) as [FactEnvelope, FactEnvelope, FactEnvelope];
  const broken = { ...confirmed, data: { ...confirmed.data, split: { ...(confirmed.data as { split: object }).split, totalFen: 1 } } };
  expect((await recorded([insured, broken, captured])).map(({ kind }) => kind)).toEqual(['settlement', 'capture']);
});
