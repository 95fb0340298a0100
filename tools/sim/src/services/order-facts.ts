import { refundNoOf } from '@meridian/kernel/ids';
import type { Fact } from '@meridian/kernel/machine';
import { UNDO_REFUND } from '@meridian/order/domain/order';
import { insuredFact, paidFact } from '../drivers/service-facts';
import type { Announced } from '../engine/types';

/** A reversal, told alike to the order and to its refund. */
export function reversedFact({ id, data }: Announced): Fact {
  const { generation, settlementId } = data as { generation: number; settlementId?: string };
  return { kind: 'reversed', id, generation, ...(settlementId === undefined ? {} : { settlementId }) } as Fact;
}

/** apps/order/src/usecases/take-facts/take-facts.listener.ts: what an announcement means for the order. */
export function orderFact(announced: Announced): Fact | undefined {
  const { id, subject, data, orderNo } = announced;
  const told = data as Record<string, unknown>;
  switch (subject) {
    case 'fact.insurance.settlement-insured.v1':
      return insuredFact(id, told as unknown as { generation: number; split: unknown; settlementId: string });
    case 'fact.insurance.settlement-reversed.v1':
      return reversedFact(announced);
    case 'fact.payment.payment-captured.v1':
      return told.surplus ? undefined : paidFact(id, told.generation as number, told as unknown as Parameters<typeof paidFact>[2]);
    case 'fact.payment.collection-dead.v1':
      return { kind: 'dead', id, generation: told.generation } as Fact;
    case 'fact.payment.refund-succeeded.v1': {
      const { refundNo, surplus, outTradeNo } = told as { refundNo: string; surplus: boolean; outTradeNo: string };
      if (surplus || refundNo !== refundNoOf(orderNo, UNDO_REFUND)) return undefined;
      return { kind: 'refunded', id: `${refundNo}.refunded`, generation: Number.parseInt(outTradeNo.charAt(18), 32) } as Fact;
    }
    default:
      return undefined;
  }
}
