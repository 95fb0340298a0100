import type { CaptureView } from '@meridian/contracts/payment/payment.message';
import type { SplitMessage } from '@meridian/contracts/shared/split.message';
import { assertSplit } from '@meridian/kernel/split';
import type { Insured, Paid } from '../../domain/order';

/** The same fact by reply and by outbox carries the same id. */
export const insuredFact = (factId: string, generation: number, split: SplitMessage, settlementId: string): Insured => ({
  kind: 'insured',
  id: factId,
  generation,
  split: assertSplit({ ...split }),
  fingerprint: `${generation}.insured.${settlementId}`,
  settlementId,
});

export const paidFact = (
  factId: string,
  generation: number,
  { channel, outTradeNo, transactionId, amountFen, paidAt }: CaptureView,
): Paid => ({
  kind: 'paid',
  id: factId,
  generation,
  captured: { channel, outTradeNo, transactionId, amountFen, paidAt },
});
