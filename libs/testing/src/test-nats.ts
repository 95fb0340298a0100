import type { FactContract, FactEnvelope } from '@meridian/contracts/contract';
import { connect, type NatsConnection, RetentionPolicy, StorageType } from 'nats';
import { testNatsUrl } from './config';

const STREAM = 'FACTS';
const POLL_MS = 20;

/** A fact as its service's outbox would publish it. @param id `<service>.<aggregate>.<version>` */
export function envelopeOf<Data extends object>(contract: FactContract<Data>, id: string, data: Data): FactEnvelope<Data> {
  const [, service = ''] = contract.subject.split('.');
  return {
    specversion: '1.0',
    id,
    source: `/hospital/test/${service}`,
    type: contract.subject,
    subject: id.split('.')[1] ?? id,
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    data,
  };
}

/** The broker of the tests with an empty stream of facts. */
export class TestNats {
  private constructor(
    readonly url: string,
    readonly connection: NatsConnection,
  ) {}

  static async open(): Promise<TestNats> {
    const url = testNatsUrl();
    const { host, username, password } = new URL(url);
    const user = username === '' ? {} : { user: decodeURIComponent(username), pass: decodeURIComponent(password) };
    const nats = new TestNats(url, await connect({ servers: host, ...user }));
    await nats.emptyStream();
    return nats;
  }

  /** Throws the stream away with everybody's place in it, as a broker that lost its disk would. */
  async emptyStream(): Promise<void> {
    const manager = await this.connection.jetstreamManager();
    await manager.streams.delete(STREAM).catch(() => undefined);
    await manager.streams.add({ name: STREAM, subjects: ['fact.>'], storage: StorageType.File, retention: RetentionPolicy.Limits });
  }

  /** In this order and without a message id: the stream keeps every duplicate, so that the listeners must cope. */
  async publish(...facts: readonly FactEnvelope[]): Promise<void> {
    const stream = this.connection.jetstream();
    for (const fact of facts) await stream.publish(fact.type, JSON.stringify(fact));
  }

  /** Waits until a durable consumer has acknowledged (or set aside) all that was published so far. */
  async untilTaken(consumer: string): Promise<void> {
    const manager = await this.connection.jetstreamManager();
    const { state } = await manager.streams.info(STREAM);
    for (;;) {
      const info = await manager.consumers.info(STREAM, consumer).catch(() => undefined);
      if (info && info.num_pending === 0 && info.num_ack_pending === 0 && info.delivered.stream_seq >= state.last_seq) return;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  close(): Promise<void> {
    return this.connection.close();
  }
}

export const testNats = (): Promise<TestNats> => TestNats.open();
