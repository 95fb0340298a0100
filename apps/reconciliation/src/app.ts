import type { ServiceDefinition } from '@meridian/platform/boot';
import type { ReconciliationConfig } from './config';
import type { OurNumbers } from './domain/book-row';
import { ExpectationReader } from './storage/expectation.reader';
import { CheckDayHandler } from './usecases/check-day/check-day.handler';
import { CheckDay, OUR_NUMBERS } from './usecases/check-day/check-day.usecase';
import { ExpectFacts } from './usecases/expect-facts/expect-facts.usecase';
import { BookReader } from './usecases/ports';
import { ReadStoryHandler } from './usecases/read-story/read-story.handler';
import { SandboxBooks } from './wiring/sandbox-books';

/** The last four digits of message ids agreed with the window's HIS, as in the insurer plug-in's default province profile. */
const MESSAGE_SEQUENCE = { first: 5000, last: 9999 } as const;

/** Reconciliation: what the facts make us expect, against what stands in the outside parties' books. */
export function reconciliationService(config: ReconciliationConfig): ServiceDefinition {
  const ours: OurNumbers = { shard: config.MERIDIAN_SHARD, messageSequence: MESSAGE_SEQUENCE };
  return {
    service: 'reconciliation',
    config,
    controllers: [CheckDayHandler, ReadStoryHandler],
    providers: ({ clock }) => [
      ExpectationReader,
      ExpectFacts,
      CheckDay,
      { provide: OUR_NUMBERS, useValue: ours },
      { provide: BookReader, useValue: new SandboxBooks(config.MERIDIAN_BOOKS_URL.replace(/\/$/, ''), clock) },
    ],
    listeners: (app) => [app.get(ExpectFacts)],
  };
}
