import type { Settlement } from '@meridian/insurance/domain/settlement';
import type { Fact } from '@meridian/kernel/machine';
import type { Collection } from '@meridian/payment/domain/collection';
import type { Service } from '../engine/service';
import { type Kind, told } from '../engine/types';
import type { Life } from '../life';
import { hasCase } from './cases';

/**
 * The next day's books, before the laws of rest are read: what the channel's bill and the centre's statement hold and nobody has told us is
 * told through the owner, as reconciliation does (settlement.md part 4). @returns how many facts were found only there
 */
export function readBooks(life: Life): number {
  const { channel, centre, insurance, kinds, payment, world } = life;
  let found = 0;
  const tell = (service: Service, kind: Kind, id: string, fact: Fact): void => {
    const worker = service.crew.anyWorker();
    if (!worker || !service.rows.has(id)) return;
    found++;
    world.happens('found only in the books');
    world.note('books', id, fact.kind);
    service.learn(worker, kind, id, told(fact));
  };
  for (const { outTradeNo, transactionId, amountFen, paidAt, state } of channel.trades.values()) {
    const id = outTradeNo.slice(0, 19);
    if (state !== 'paid' || payment.read<Collection>(id)?.captures.some((one) => one.transactionId === transactionId)) continue;
    tell(payment, kinds.collection, id, {
      kind: 'paid',
      id: `wechat.${transactionId}`,
      outTradeNo,
      transactionId,
      amountFen,
      paidAt,
    } as Fact);
  }
  for (const { outRefundNo, state, succeededAt } of channel.refunds.values()) {
    const id = outRefundNo.slice(0, 19);
    const refund = payment.read<Collection>(id)?.refunds.find((one) => one.outRefundNo === outRefundNo);
    if (state !== 'succeeded' || refund?.state === 'SUCCEEDED') continue;
    tell(payment, kinds.collection, id, {
      kind: 'refundSucceeded',
      id: `${outRefundNo}.refundSucceeded`,
      outRefundNo,
      succeededAt,
      code: null,
    } as Fact);
  }
  for (const { settlementId, messageNo, batchNo, split, settledAt, standing, orderNo } of centre.settlements) {
    const id = batchNo.slice(0, 19);
    const known = insurance.read<Settlement>(id);
    const ours = known?.settled?.settlementId === settlementId && ['SETTLED', 'REVERSING'].includes(known.state);
    if (!standing || ours || hasCase(life, orderNo)) continue;
    const settled = { settlementId, messageNo, split, settledAt, clearing: { office: '', way: '', type: '' }, signNo: null };
    tell(insurance, kinds.settlement, id, { kind: 'insured', id: `insured.${settlementId}`, settled } as Fact);
  }
  return found;
}
