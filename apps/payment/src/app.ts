import { Channels } from '@meridian/channel-kit/registry';
import type { ServiceDefinition } from '@meridian/platform/boot';
import { CaseDesk } from '@meridian/platform/case-desk';
import { outsideCalls } from '@meridian/platform/observe/outside-calls';
import { countRsa } from '@meridian/platform/observe/rsa';
import type { PaymentConfig } from './config';
import { collectionKind } from './storage/collection.kind';
import { ChannelCalls } from './usecases/call-channel/channel-calls';
import { CloseCollectionHandler } from './usecases/close-collection/close-collection.handler';
import { HandleCasesHandler } from './usecases/handle-cases/handle-cases.handler';
import { OpenCollectionHandler } from './usecases/open-collection/open-collection.handler';
import { OpenCollection } from './usecases/open-collection/open-collection.usecase';
import { Merchants } from './usecases/ports';
import { ReadStoryHandler } from './usecases/read-story/read-story.handler';
import { RefundCollectionHandler } from './usecases/refund-collection/refund-collection.handler';
import { TakeCallbackHandler } from './usecases/take-callback/take-callback.handler';
import { TakeCallback } from './usecases/take-callback/take-callback.usecase';
import { channelsOf } from './wiring/channels';

/** Payment: money through channels. */
export function paymentService(config: PaymentConfig): ServiceDefinition {
  let wired: ReturnType<typeof channelsOf>;
  return {
    service: 'payment',
    config,
    controllers: [
      OpenCollectionHandler,
      CloseCollectionHandler,
      RefundCollectionHandler,
      TakeCallbackHandler,
      ReadStoryHandler,
      HandleCasesHandler,
    ],
    engine: (engine, { clock, logger }) => {
      wired = channelsOf(config, clock, outsideCalls(logger));
      countRsa();
      engine.keeps(collectionKind);
      new ChannelCalls(wired.channels, clock).addTo(engine);
    },
    providers: ({ database, clock }) => [
      OpenCollection,
      TakeCallback,
      { provide: Channels, useValue: wired.channels },
      { provide: Merchants, useValue: { of: (channel: string) => wired.merchants.get(channel) } },
      { provide: CaseDesk, useValue: new CaseDesk('payment', database, clock) },
    ],
  };
}
