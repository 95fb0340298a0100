import type { Listener, TakenFact } from '@meridian/platform/facts/consumer';
import { Injectable, Logger } from '@nestjs/common';
import { type RecordedTransaction, TransactionStore } from '../../storage/transaction.store';
import { orderConfirmedProjection } from './order-confirmed.projection';
import { paymentCapturedProjection } from './payment-captured.projection';
import { refundSucceededProjection } from './refund-succeeded.projection';
import { settlementInsuredProjection } from './settlement-insured.projection';
import { settlementReversedProjection } from './settlement-reversed.projection';

const PROJECTIONS = new Map(
  [
    settlementInsuredProjection,
    settlementReversedProjection,
    paymentCapturedProjection,
    orderConfirmedProjection,
    refundSucceededProjection,
  ].map((projection) => [projection.contract.subject, projection]),
);

/** Records every money fact, in any order and any number of times: the fact's id is the key of its row. */
@Injectable()
export class RecordTransactions implements Listener {
  readonly consumer = 'data-platform-transactions';
  readonly facts = [...PROJECTIONS.values()].map(({ contract }) => contract);

  private readonly log = new Logger('transactions');

  constructor(private readonly store: TransactionStore) {}

  take(batch: readonly TakenFact[]): Promise<void> {
    return this.store.record(batch.flatMap((fact) => this.recorded(fact)));
  }

  /** A fact that cannot be read is set aside with an alarm: thrown, it would keep the rest of its batch out for ever. */
  private recorded(fact: TakenFact): RecordedTransaction[] {
    try {
      const transaction = PROJECTIONS.get(fact.contract.subject)?.read(fact.data);
      return transaction ? [{ ...transaction, factId: stemOf(fact.id) }] : [];
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.log.error(`${fact.id} is not recorded: ${error.message}`);
      return [];
    }
  }
}

/** A republished fact carries its id with a suffix `#k`; its stem is what it is known by. */
const stemOf = (factId: string): string => factId.split('#')[0] ?? factId;
