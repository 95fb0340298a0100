import { Insurers } from '@meridian/insurer-kit/registry';
import type { ServiceDefinition } from '@meridian/platform/boot';
import { CaseDesk } from '@meridian/platform/case-desk';
import { outsideCalls } from '@meridian/platform/observe/outside-calls';
import type { InsuranceConfig } from './config';
import { MessageNumbers } from './storage/message-numbers';
import { settlementKind } from './storage/settlement.kind';
import { InsurerCalls } from './usecases/call-insurer/insurer-calls';
import { HandleCasesHandler } from './usecases/handle-cases/handle-cases.handler';
import { QuoteVisitHandler } from './usecases/quote-visit/quote-visit.handler';
import { ReadStoryHandler } from './usecases/read-story/read-story.handler';
import { ReverseSettlementHandler } from './usecases/reverse-settlement/reverse-settlement.handler';
import { SettleVisitHandler } from './usecases/settle-visit/settle-visit.handler';
import { SettleVisit } from './usecases/settle-visit/settle-visit.usecase';
import { insurersOf } from './wiring/insurers';

/** Insurance: money through insurers. */
export function insuranceService(config: InsuranceConfig): ServiceDefinition {
  let insurers: Insurers;
  let numbers: MessageNumbers;
  return {
    service: 'insurance',
    config,
    controllers: [QuoteVisitHandler, SettleVisitHandler, ReverseSettlementHandler, ReadStoryHandler, HandleCasesHandler],
    engine: (engine, { database, clock, vault, logger }) => {
      insurers = insurersOf(config, clock, outsideCalls(logger));
      numbers = new MessageNumbers(database, insurers, clock);
      engine.keeps(settlementKind);
      new InsurerCalls({ insurers, numbers, vault }, clock).addTo(engine);
    },
    providers: ({ database, clock }) => [
      SettleVisit,
      { provide: Insurers, useValue: insurers },
      { provide: MessageNumbers, useValue: numbers },
      { provide: CaseDesk, useValue: new CaseDesk('insurance', database, clock) },
    ],
  };
}
