import { CHANNEL_PRODUCTS, defineChannel } from '@meridian/channel-kit/port';
import { Channels } from '@meridian/channel-kit/registry';
import type { CloseCollectionRequest } from '@meridian/contracts/payment/close-collection.contract';
import type { OpenCollectionRequest } from '@meridian/contracts/payment/open-collection.contract';
import type { ChannelRefundReply, CollectionReply } from '@meridian/contracts/payment/payment.message';
import type { RefundCollectionRequest } from '@meridian/contracts/payment/refund-collection.contract';
import type { TakeCallbackReply, TakeCallbackRequest } from '@meridian/contracts/payment/take-callback.contract';
import type { Clock } from '@meridian/kernel/clock';
import type { Outcome } from '@meridian/kernel/outcome';
import { DEADLINE_HEADER, MESSAGE_HEADER } from '@meridian/platform/bus/headers';
import { Engine } from '@meridian/platform/engine/engine';
import { createLogger } from '@meridian/platform/logger';
import { Database } from '@meridian/platform/storage/database';
import { Link } from '@meridian/platform/testing/link';
import { Vault } from '@meridian/platform/vault';
import { HttpWire } from '@meridian/plugin-kit/http-wire';
import { asked } from '@meridian/testing/handler';
import type { Sender } from '@meridian/testing/line';
import { databaseInSteps, type Process } from '@meridian/testing/stage';
import { collectionKind } from '../storage/collection.kind';
import { ChannelCalls } from '../usecases/call-channel/channel-calls';
import { CloseCollectionHandler } from '../usecases/close-collection/close-collection.handler';
import { OpenCollectionHandler } from '../usecases/open-collection/open-collection.handler';
import { OpenCollection } from '../usecases/open-collection/open-collection.usecase';
import { RefundCollectionHandler } from '../usecases/refund-collection/refund-collection.handler';
import { TakeCallbackHandler } from '../usecases/take-callback/take-callback.handler';
import { TakeCallback } from '../usecases/take-callback/take-callback.usecase';
import type { ModelChannel } from './model-channel';

/** Payment as others ask it, through its handlers. */
export interface PaymentService {
  open(request: OpenCollectionRequest): Promise<Outcome<CollectionReply>>;
  close(request: CloseCollectionRequest): Promise<Outcome<CollectionReply>>;
  refund(request: RefundCollectionRequest): Promise<Outcome<ChannelRefundReply>>;
  callback(request: TakeCallbackRequest): Promise<Outcome<TakeCallbackReply>>;
}

const onTheBus = asked({ deadline: DEADLINE_HEADER, message: MESSAGE_HEADER });

/** A process of payment whose channel is a model; everything it does to the outside is a step. */
export async function paymentProcess(
  url: string,
  life: Sender,
  { clock, channel }: { readonly clock: Clock; readonly channel: () => ModelChannel },
): Promise<Process<PaymentService>> {
  const link = await Link.to(url);
  const database = databaseInSteps(await Database.connect(link.url), life);
  const vault = new Vault(Buffer.alloc(32, 1));
  const logger = createLogger('payment', 'silent');
  const engine = new Engine({ service: 'payment', hospitalId: 'H45020000001', database, clock, logger, vault });
  const model = defineChannel({
    channel: 'wechat',
    products: CHANNEL_PRODUCTS,
    can: ['open', 'query', 'close', 'refund', 'queryRefund', 'readCallback'],
    sensitive: [],
    operations: {
      open: (...on) =>
        channel()
          .operationsFor(life)
          .open(...on),
      query: (...on) =>
        channel()
          .operationsFor(life)
          .query(...on),
      close: (...on) =>
        channel()
          .operationsFor(life)
          .close(...on),
      refund: (...on) =>
        channel()
          .operationsFor(life)
          .refund(...on),
      queryRefund: (...on) =>
        channel()
          .operationsFor(life)
          .queryRefund(...on),
      readCallback: (...on) =>
        channel()
          .operationsFor(life)
          .readCallback(...on),
    },
  });
  const channels = new Channels([model], { http: new HttpWire(clock), clock, nonce: () => '0'.repeat(32) });
  engine.keeps(collectionKind);
  new ChannelCalls(channels, clock).addTo(engine);
  await engine.start();
  const opens = new OpenCollectionHandler(new OpenCollection(engine, channels, { of: () => '1900000001' }));
  const closes = new CloseCollectionHandler(engine);
  const refunds = new RefundCollectionHandler(engine);
  const callbacks = new TakeCallbackHandler(new TakeCallback(engine, channels, clock));
  return {
    service: {
      open: onTheBus(opens.answer.bind(opens)),
      close: onTheBus(closes.answer.bind(closes)),
      refund: onTheBus(refunds.answer.bind(refunds)),
      callback: onTheBus(callbacks.answer.bind(callbacks)),
    },
    die: () => link.close(),
  };
}
