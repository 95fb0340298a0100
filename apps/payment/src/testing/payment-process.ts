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

const PATIENCE_MS = 3000;

/** A handler as the bus calls it: the body as text, deadline and message id as headers. */
const asked =
  <Request extends object, Reply>(answer: (request: Request, asked: never) => Promise<Outcome<Reply>>) =>
  (request: Request): Promise<Outcome<Reply>> => {
    const headers = new Map([
      [DEADLINE_HEADER, String(Date.now() + PATIENCE_MS)],
      [MESSAGE_HEADER, 'message'],
    ]);
    return (answer as unknown as (body: string, context: object) => Promise<Outcome<Reply>>)(JSON.stringify(request), {
      getHeaders: () => headers,
    });
  };

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
      open: asked(opens.answer.bind(opens)),
      close: asked(closes.answer.bind(closes)),
      refund: asked(refunds.answer.bind(refunds)),
      callback: asked(callbacks.answer.bind(callbacks)),
    },
    die: () => link.close(),
  };
}
