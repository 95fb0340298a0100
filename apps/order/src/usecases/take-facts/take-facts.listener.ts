import { type SettlementInsured, settlementInsured } from '@meridian/contracts/insurance/settlement-insured.event';
import { type SettlementReversed, settlementReversed } from '@meridian/contracts/insurance/settlement-reversed.event';
import { type CollectionDead, collectionDead } from '@meridian/contracts/payment/collection-dead.event';
import { type PaymentCaptured, paymentCaptured } from '@meridian/contracts/payment/payment-captured.event';
import { type RefundSucceeded, refundSucceeded } from '@meridian/contracts/payment/refund-succeeded.event';
import { refundNoOf } from '@meridian/kernel/ids';
import type { Engine } from '@meridian/platform/engine/engine';
import type { Listener, TakenFact } from '@meridian/platform/facts/consumer';
import { inTrace } from '@meridian/platform/trace';
import { type OrderFact, type Reversed, UNDO_REFUND } from '../../domain/order';
import { orderKind } from '../../storage/order.kind';
import { OrderReader } from '../../storage/order.reader';
import { refundKind } from '../../storage/refund.kind';
import { insuredFact, paidFact } from '../call-services/service-facts';

type Money = SettlementInsured | SettlementReversed | PaymentCaptured | CollectionDead | RefundSucceeded;

/**
 * Facts of insurance and payment, by outbox. The fact log's unique fact id is this consumer's inbox: the reply of the same fact, or a
 * redelivery, changes nothing. Refusals are left to the asker's own call, which hears them in its reply.
 */
export class TakeFacts implements Listener {
  readonly consumer = 'order';
  readonly facts = [settlementInsured, settlementReversed, paymentCaptured, collectionDead, refundSucceeded];
  /** A patient who has paid waits for his receipt; what insurance and payment answer comes with their replies. */
  readonly hints = [paymentCaptured];

  constructor(
    private readonly engine: Engine,
    private readonly reader: OrderReader,
  ) {}

  async take(batch: readonly TakenFact[]): Promise<void> {
    for (const fact of batch) await inTrace(fact.traceparent, () => this.takeOne(fact));
  }

  private async takeOne(taken: TakenFact): Promise<void> {
    const data = taken.data as Money;
    const fact = orderFact(taken);
    // An order of another shard, or one restored from an older backup, is not ours to invent.
    if (fact) await this.engine.learn(orderKind, data.orderNo, fact);
    if (taken.type !== refundSucceeded.subject && taken.type !== settlementReversed.subject) return;
    const child = await this.reader.liveRefund(data.orderNo);
    if (!child) return;
    if (taken.type === settlementReversed.subject) await this.engine.learn(refundKind, child, reversedFact(taken));
    else if ((data as RefundSucceeded).refundNo === child)
      await this.engine.learn(refundKind, child, { kind: 'refunded', id: `${child}.refunded` });
  }
}

/** The same to the order and to its refund: each says whether this generation and this settlement are its own. */
function reversedFact({ id, data }: TakenFact): Reversed {
  const { generation, settlementId } = data as SettlementReversed;
  return { kind: 'reversed', id, generation, ...(settlementId === undefined ? {} : { settlementId }) };
}

function orderFact(taken: TakenFact): OrderFact | undefined {
  const id = taken.id;
  switch (taken.type) {
    case settlementInsured.subject: {
      const { generation, split, settlementId } = taken.data as SettlementInsured;
      return insuredFact(id, generation, split, settlementId);
    }
    case settlementReversed.subject:
      return reversedFact(taken);
    case paymentCaptured.subject: {
      const captured = taken.data as PaymentCaptured;
      return captured.surplus ? undefined : paidFact(id, captured.generation, captured);
    }
    case collectionDead.subject:
      return { kind: 'dead', id, generation: (taken.data as CollectionDead).generation };
    case refundSucceeded.subject: {
      const { refundNo, orderNo, surplus, outTradeNo } = taken.data as RefundSucceeded;
      if (surplus || refundNo !== refundNoOf(orderNo, UNDO_REFUND)) return undefined;
      return { kind: 'refunded', id: `${refundNo}.refunded`, generation: generationIn(outTradeNo) };
    }
    default:
      return undefined;
  }
}

/** The generation stands in the number itself, after the order's. */
const generationIn = (outTradeNo: string): number => Number.parseInt(outTradeNo.charAt(18), 32);
