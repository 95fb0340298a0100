import type { Fact } from '@meridian/kernel/machine';
import type { Capture } from '@meridian/payment/domain/collection';

// apps/order/src/usecases/call-services/service-facts.ts: the same fact by reply and by outbox.

export const insuredFact = (
  id: string,
  { generation, split, settlementId }: { generation: number; split: unknown; settlementId: string },
): Fact => ({ kind: 'insured', id, generation, split, fingerprint: `${generation}.insured.${settlementId}`, settlementId }) as Fact;

export const paidFact = (id: string, generation: number, captured: Omit<Capture, 'surplus'>): Fact => {
  const { channel, outTradeNo, transactionId, amountFen, paidAt } = captured;
  return { kind: 'paid', id, generation, captured: { channel, outTradeNo, transactionId, amountFen, paidAt } } as Fact;
};
