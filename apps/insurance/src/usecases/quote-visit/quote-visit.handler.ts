import type { SettlementReply } from '@meridian/contracts/insurance/insurance.message';
import { type QuoteVisitRequest, quoteVisit } from '@meridian/contracts/insurance/quote-visit.contract';
import { collectionNoOf } from '@meridian/kernel/ids';
import { done, type Outcome } from '@meridian/kernel/outcome';
import { Answers, type Asked } from '@meridian/platform/bus/answers';
import { Engine } from '@meridian/platform/engine/engine';
import { Controller } from '@nestjs/common';
import { type Bill, type CentreVisit, newSettlement, type QuoteAsked } from '../../domain/settlement';
import { settlementKind } from '../../storage/settlement.kind';
import { settlementReply } from '../settlement.view';

/** Registers where the HIS has not, uploads, pre-settles: the centre's split, before anything is settled. */
@Controller()
export class QuoteVisitHandler {
  constructor(private readonly engine: Engine) {}

  @Answers(quoteVisit)
  async answer(request: QuoteVisitRequest, asked: Asked): Promise<Outcome<SettlementReply>> {
    const { key, orderNo, generation, insurance, ...bill } = request;
    const { personNo, insuredArea, centreVisitId, ...insured } = insurance;
    const settlementNo = collectionNoOf(orderNo, generation);
    const visit: CentreVisit | null =
      centreVisitId && personNo && insuredArea ? { visitId: centreVisitId, personNo, insuredArea, registeredByUs: false } : null;
    const fact: QuoteAsked = { kind: 'quoteAsked', id: key, bill: { ...bill, insurance: insured } satisfies Bill, visit };
    const learned = await this.engine.learn(settlementKind, settlementNo, fact, {
      fresh: newSettlement(settlementNo, orderNo, generation),
      // Sealing is never twice the same; the credential is told apart by everything else of the visit.
      idempotency: { key, input: { ...request, insurance: { ...insurance, credentialSealed: '' } } },
    });
    if (!learned.ok) return learned;
    const stored = await this.engine.settledBy(settlementKind, learned, asked.deadlineAt);
    return done(settlementReply(stored, { done: ['QUOTED', 'SETTLING', 'SETTLED'], refused: ['REFUSED', 'REVERSED', 'VOID'] }));
  }
}
