import type { SettlementReply } from '@meridian/contracts/insurance/insurance.message';
import type { SettleVisitRequest } from '@meridian/contracts/insurance/settle-visit.contract';
import { Insurers } from '@meridian/insurer-kit/registry';
import { beijingTime, businessDay, Clock } from '@meridian/kernel/clock';
import { collectionNoOf } from '@meridian/kernel/ids';
import { done, type Outcome, refused } from '@meridian/kernel/outcome';
import { Engine } from '@meridian/platform/engine/engine';
import { Injectable } from '@nestjs/common';
import type { SettleAsked } from '../../domain/settlement';
import { MessageNumbers } from '../../storage/message-numbers';
import { settlementKind } from '../../storage/settlement.kind';
import { settlementReply } from '../settlement.view';

/** Write (the 2207's message id as intent), call, write. */
@Injectable()
export class SettleVisit {
  constructor(
    private readonly engine: Engine,
    private readonly insurers: Insurers,
    private readonly numbers: MessageNumbers,
    private readonly clock: Clock,
  ) {}

  async run(request: SettleVisitRequest, deadlineAt: number): Promise<Outcome<SettlementReply>> {
    const settlementNo = collectionNoOf(request.orderNo, request.generation);
    const insurer = (await this.engine.recent(settlementKind, settlementNo))?.bill?.insurance.insurer;
    if (!insurer) return refused('SETTLEMENT_UNKNOWN');
    const fact: SettleAsked = {
      kind: 'settleAsked',
      id: request.key,
      fingerprint: request.fingerprint,
      messageNo: await this.numbers.next(insurer),
    };
    const learned = await this.engine.learn(settlementKind, settlementNo, fact, {
      idempotency: { key: request.key, input: request },
      guard: ({ state }) => (state === 'QUOTED' && this.pastCutOff(insurer, request.payUntil) ? refused('PAY_WINDOW_CLOSED') : undefined),
    });
    if (!learned.ok) return learned;
    const stored = await this.engine.settledBy(settlementKind, learned, deadlineAt);
    return done(
      settlementReply(stored, { done: ['SETTLED'], refused: ['QUOTED', 'REFUSED', 'REVERSING', 'RELEASING', 'REVERSED', 'VOID'] }),
    );
  }

  /** Accumulations and statement days turn over: no settlement whose payment could cross the province's cut-off (settlement.md fault 14). */
  private pastCutOff(insurer: string, payUntil: number): boolean {
    const cutOff = this.insurers.plugin(insurer)?.profile.dayCutOff ?? '24:00';
    const now = this.clock.now();
    if (cutOff === '24:00') return false;
    return businessDay(payUntil) !== businessDay(now) || beijingTime(payUntil).slice(11, 16) >= cutOff;
  }
}
