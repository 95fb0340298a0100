import { businessDay } from '@meridian/kernel/clock';
import type { Listener, TakenFact } from '@meridian/platform/facts/consumer';
import { takeOnce } from '@meridian/platform/facts/inbox';
import { Database } from '@meridian/platform/storage/database';
import { Injectable } from '@nestjs/common';
import type { Expectation } from '../../domain/expectation';
import { addExpectations } from '../../storage/expectation.store';
import { collectionDeadProjection } from './collection-dead.projection';
import type { OfOrder } from './expectation-projection';
import { orderCancelledProjection } from './order-cancelled.projection';
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
    collectionDeadProjection,
    orderConfirmedProjection,
    orderCancelledProjection,
    refundBookedProjection,
    refundCommittedProjection,
    refundSucceededProjection,
  ].map((projection) => [projection.contract.subject, projection]),
);

/** Writes what the facts make us expect, each fact once: its inbox row and its expectations share one commit. */
@Injectable()
export class ExpectFacts implements Listener {
  readonly consumer = 'reconciliation-expectations';
  readonly facts = [...PROJECTIONS.values()].map(({ contract }) => contract);

  constructor(private readonly database: Database) {}

  take(batch: readonly TakenFact[]): Promise<void> {
    return takeOnce(this.database, this.consumer, batch, (sql, fresh) => addExpectations(sql, fresh.flatMap(expectationsOf)));
  }
}

/** @param fact of one of the projections' contracts */
export function expectationsOf(fact: TakenFact): readonly Expectation[] {
  const data = fact.data as OfOrder;
  const expected = PROJECTIONS.get(fact.contract.subject)?.expect(data) ?? [];
  return expected.map((one, index) => ({
    expectationId: `${fact.id}/${index + 1}`,
    parts: {},
    ...one,
    day: businessDay(one.at),
    orderNo: data.orderNo,
    hospitalId: data.hospitalId,
  }));
}
