import type { ServiceDefinition } from '@meridian/platform/boot';
import type { DataPlatformConfig } from './config';
import { TransactionReader } from './storage/transaction.reader';
import { TransactionStore } from './storage/transaction.store';
import { GetTotalsHandler } from './usecases/get-totals/get-totals.handler';
import { ReadStoryHandler } from './usecases/read-story/read-story.handler';
import { RecordTransactions } from './usecases/record-transactions/record-transactions.usecase';

/** Data platform: every movement of money in one standard form, and its totals. */
export function dataPlatformService(config: DataPlatformConfig): ServiceDefinition {
  return {
    service: 'data-platform',
    config,
    controllers: [GetTotalsHandler, ReadStoryHandler],
    providers: () => [TransactionStore, TransactionReader, RecordTransactions],
    listeners: (app) => [app.get(RecordTransactions)],
  };
}
