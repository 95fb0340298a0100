import type { SettlementReply } from '@meridian/contracts/insurance/insurance.message';
import { type ReverseSettlementRequest, reverseSettlement } from '@meridian/contracts/insurance/reverse-settlement.contract';
import { collectionNoOf } from '@meridian/kernel/ids';
import { done, type Outcome } from '@meridian/kernel/outcome';
import { Answers, type Asked } from '@meridian/platform/bus/answers';
import { Engine } from '@meridian/platform/engine/engine';
import { Controller } from '@nestjs/common';
import { newSettlement } from '../../domain/settlement';
import { settlementKind } from '../../storage/settlement.kind';
import { settlementReply } from '../settlement.view';

/** Net zero at the insurer, whatever had happened; a tombstone when nothing had. */
@Controller()
export class ReverseSettlementHandler {
  constructor(private readonly engine: Engine) {}

  @Answers(reverseSettlement)
  async answer(request: ReverseSettlementRequest, asked: Asked): Promise<Outcome<SettlementReply>> {
    const { key, orderNo, generation } = request;
    const settlementNo = collectionNoOf(orderNo, generation);
    const learned = await this.engine.learn(
      settlementKind,
      settlementNo,
      { kind: 'reverseAsked', id: key },
      { fresh: newSettlement(settlementNo, orderNo, generation), idempotency: { key, input: request } },
    );
    if (!learned.ok) return learned;
    const stored = await this.engine.settledBy(settlementKind, learned, asked.deadlineAt);
    // A refused reversal leaves the settlement standing.
    const gaveUp = stored.state.state === 'SETTLED' && stored.state.refusal?.step === 'reverse';
    return done(settlementReply(stored, { done: ['REVERSED', 'VOID'], refused: gaveUp ? ['SETTLED'] : [] }));
  }
}
