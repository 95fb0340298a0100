import { Clock } from '@meridian/kernel/clock';
import type { Listener, TakenFact } from '@meridian/platform/facts/consumer';
import { counter } from '@meridian/platform/observe/metrics';
import { Injectable, Logger } from '@nestjs/common';
import { postingsOf } from '../../domain/postings';
import { type FactPosting, LedgerStore } from '../../storage/ledger.store';
import { orderConfirmedProjection } from './order-confirmed.projection';
import { paymentCapturedProjection } from './payment-captured.projection';
import { refundBookedProjection } from './refund-booked.projection';
import { refundCommittedProjection } from './refund-committed.projection';
import { refundSucceededProjection } from './refund-succeeded.projection';
import { settlementInsuredProjection } from './settlement-insured.projection';
import { settlementReversedProjection } from './settlement-reversed.projection';

const PROJECTIONS = new Map(
  [
    settlementInsuredProjection,
    settlementReversedProjection,
    paymentCapturedProjection,
    orderConfirmedProjection,
    refundBookedProjection,
    refundCommittedProjection,
    refundSucceededProjection,
  ].map((projection) => [projection.contract.subject, projection]),
);

const setAside = counter('meridian_ledger_set_aside_total');

/** Posts every money fact, in any order and any number of times. The key of a posting is its inbox, so there is no inbox row. */
@Injectable()
export class PostFacts implements Listener {
  readonly consumer = 'account-ledger';
  readonly facts = [...PROJECTIONS.values()].map(({ contract }) => contract);
  private readonly log = new Logger('ledger');

  constructor(
    private readonly ledger: LedgerStore,
    private readonly clock: Clock,
  ) {}

  async take(batch: readonly TakenFact[]): Promise<void> {
    const conflicts = await this.ledger.append(
      batch.flatMap((fact) => this.posting(fact)),
      new Date(this.clock.now()),
    );
    setAside.labels('conflict').inc(conflicts.length);
    for (const txnKey of conflicts) this.log.error(`${txnKey} was posted before with other accounts or amounts; the first posting stands`);
  }

  /** A fact that cannot be posted is set aside with an alarm: thrown, it would keep the rest of its batch out of the books for ever. */
  private posting(fact: TakenFact): FactPosting[] {
    const projection = PROJECTIONS.get(fact.contract.subject);
    if (!projection) return [];
    try {
      return [{ factId: fact.id, transfers: postingsOf(projection.read(fact.data)) }];
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      setAside.labels('unpostable').inc();
      this.log.error(`${fact.id} is not posted: ${error.message}`);
      return [];
    }
  }
}
