import { type Codec, connect, type JetStreamClient, type NatsConnection, StringCodec } from 'nats';
import { serverAt } from './nats.mjs';
import { type Stack, startStack } from './stack.mjs';
import { forgetStack } from './testing';

const text: Codec<string> = StringCodec();

describe('the broker', () => {
  let one: Stack;
  beforeAll(async () => {
    one = await startStack({ name: 'itest-broker', only: [], quiet: true, fresh: true });
  });
  afterAll(async () => {
    await one?.stop();
    forgetStack('itest-broker');
  });

  const open: NatsConnection[] = [];
  const as = async (user: string): Promise<NatsConnection> => {
    const connection = await connect({ ...serverAt(one.natsUrl(user)), timeout: 5_000, reconnect: false });
    open.push(connection);
    return connection;
  };
  /** Publishes, and answers with the broker's complaint or, when it took the message, with the subject that arrived. */
  const fate = async (user: string, subject: string): Promise<string> => {
    const listener = await as('admin');
    const arrived = new Promise<string>((done) => listener.subscribe(subject, { max: 1, callback: (_, message) => done(message.subject) }));
    await listener.flush();
    const speaker = await as(user);
    const refused = (async () => {
      for await (const { type, data } of speaker.status()) if (type === 'error') return String(data);
      return 'closed';
    })();
    speaker.publish(subject, text.encode('x'));
    return Promise.race([arrived, refused]);
  };
  afterEach(async () => {
    for (const connection of open.splice(0)) await connection.close();
  });

  it('syncs every message and lets nobody in without a password', async () => {
    const monitor = Number(new URL(one.natsUrl('order')).port) + 1;
    const { jetstream } = (await (await fetch(`http://127.0.0.1:${monitor}/varz`)).json()) as {
      jetstream: { config: { sync_always: boolean } };
    };
    expect(jetstream.config.sync_always).toBe(true);
    const { host } = new URL(one.natsUrl('order'));
    await expect(connect({ servers: host, reconnect: false })).rejects.toThrow(/[Aa]uthorization/);
  });

  it('stores a fact of its own service, once', async () => {
    const stream: JetStreamClient = (await as('order')).jetstream();
    const first = await stream.publish('fact.order.order-confirmed.v1', text.encode('{}'), { msgID: 'itest-1' });
    const again = await stream.publish('fact.order.order-confirmed.v1', text.encode('{}'), { msgID: 'itest-1' });
    expect([first.stream, first.duplicate, again.duplicate]).toEqual(['FACTS', false, true]);
  });

  it.each([
    ['order', 'fact.payment.payment-captured.v1'],
    ['gateway-app', 'fact.order.order-confirmed.v1'],
    ['gateway-app', 'reconciliation.list-differences.v1'],
    ['gateway-app', 'platform.clock.v1'],
    ['data-platform', 'order.create-order.v1'],
    ['order', '$JS.API.STREAM.DELETE.FACTS'],
    ['order', '$JS.API.CONSUMER.DELETE.FACTS.account'],
    ['payment', 'order.cancel-order.v1'],
    ['payment', '_INBOX_order.stolen'],
  ])('refuses %s to publish %s', async (user, subject) => {
    expect(await fate(user, subject)).toBe('PERMISSIONS_VIOLATION');
  });

  it.each([
    ['order', 'payment.open-payment.v1'],
    ['gateway-console', 'reconciliation.list-differences.v1'],
    ['gateway-console', 'platform.clock.v1'],
    ['admin', 'platform.clock.v1'],
  ])('takes %s publishing %s', async (user, subject) => {
    expect(await fate(user, subject)).toBe(subject);
  });

  it('carries a question to its service and the answer back, past every other ear', async () => {
    const service = await as('payment');
    service.subscribe('payment.>', { queue: 'payment', callback: (_, message) => void message.respond(text.encode('done')) });
    await service.flush();
    const asker = await as('order');
    const reply = await asker.request('payment.open-payment.v1', text.encode('{}'), { timeout: 2_000 });
    expect(text.decode(reply.data)).toBe('done');

    const spy = await as('insurance');
    const heard = new Promise((done) => spy.subscribe('_INBOX_order.>', { callback: (error) => done(error?.message) }));
    expect(await heard).toMatch(/Permissions Violation for Subscription/i);
    const thief = await as('account');
    const stolen = new Promise((done) => thief.subscribe('payment.>', { queue: 'payment', callback: (error) => done(error?.message) }));
    expect(await stolen).toMatch(/Permissions Violation for Subscription/i);
  });

  it('hands a service the facts through a durable consumer of its own making', async () => {
    const connection = await as('account');
    const manager = await connection.jetstreamManager();
    await manager.consumers.add('FACTS', {
      durable_name: 'account',
      ack_policy: 'explicit' as never,
      filter_subjects: ['fact.order.>', 'fact.payment.>'],
    });
    const consumer = await connection.jetstream().consumers.get('FACTS', 'account');
    const message = await consumer.next({ expires: 2_000 });
    expect(message?.subject).toBe('fact.order.order-confirmed.v1');
    expect(await message?.ackAck()).toBe(true);
    await expect(manager.streams.add({ name: 'MINE', subjects: ['mine.>'] })).rejects.toThrow();
  });
});
