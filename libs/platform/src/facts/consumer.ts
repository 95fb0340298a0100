import type { FactContract, FactEnvelope } from '@meridian/contracts/contract';
import { AckPolicy, DeliverPolicy, type JetStreamManager, type JsMsg, type NatsConnection, type NatsError, nanos } from 'nats';
import type { Logger } from '../logger';
import { validate } from '../validation';
import { ensureStream } from './relay';
import { FACT_STREAM } from './stream';

/** A checked fact as a listener receives it. */
export interface TakenFact<Data extends object = object> extends FactEnvelope<Data> {
  readonly contract: FactContract<Data>;
}

export interface Listener {
  /** Durable name; the inbox keeps facts apart by it. */
  readonly consumer: string;
  readonly facts: readonly FactContract<object>[];
  /**
   * Takes a batch in one transaction, de-duplicated by fact id (see Inbox). Throwing means: nothing of the batch happened, deliver again.
   */
  take(batch: readonly TakenFact[]): Promise<void>;
}

const BATCH = 100;
const BATCH_WAIT_MS = 1000;
const REDELIVER_MS = 30_000;
/** JetStream's code for a durable of the same name with another configuration. */
const CONSUMER_DIFFERS = 10_148;

/** Pulls facts in batches and acknowledges after the effect's commit. A fact that breaks its contract is set aside with an alarm, never guessed at. */
export class FactConsumer {
  private running = false;
  private loop: Promise<void> | undefined;

  constructor(
    private readonly nats: NatsConnection,
    private readonly listener: Listener,
    private readonly logger: Logger,
  ) {}

  start(): void {
    this.running = true;
    this.loop = this.run();
  }

  async stop(): Promise<void> {
    this.running = false;
    await this.loop;
  }

  private async run(): Promise<void> {
    while (this.running) {
      try {
        await this.consume();
      } catch (error) {
        this.logger.warn({ err: error, consumer: this.listener.consumer }, 'the consumer was interrupted');
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
    }
  }

  private async consume(): Promise<void> {
    const manager = await this.nats.jetstreamManager({ checkAPI: false });
    await ensureStream(manager);
    await this.join(manager);
    const consumer = await this.nats.jetstream().consumers.get(FACT_STREAM, this.listener.consumer);
    while (this.running) {
      // One message at once wakes us; the rest of the batch comes without waiting.
      const first = await consumer.next({ expires: BATCH_WAIT_MS });
      if (!first) continue;
      const batch = [first];
      if (first.info.pending > 0) {
        const more = await consumer.fetch({ max_messages: Math.min(BATCH - 1, first.info.pending), expires: 1000 });
        for await (const message of more) batch.push(message);
      }
      await this.take(batch);
    }
  }

  /** The durable keeps its place in the stream over restarts, and over releases that listen to more or fewer facts. */
  private async join(manager: JetStreamManager): Promise<void> {
    const changeable = {
      filter_subjects: this.listener.facts.map((one) => one.subject),
      ack_wait: nanos(REDELIVER_MS),
      max_ack_pending: 1000,
    };
    const fixed = { durable_name: this.listener.consumer, ack_policy: AckPolicy.Explicit, deliver_policy: DeliverPolicy.All };
    try {
      await manager.consumers.add(FACT_STREAM, { ...fixed, ...changeable });
    } catch (error) {
      if ((error as NatsError).api_error?.err_code !== CONSUMER_DIFFERS) throw error;
      await manager.consumers.update(FACT_STREAM, this.listener.consumer, changeable);
    }
  }

  private async take(batch: readonly JsMsg[]): Promise<void> {
    const good: { message: JsMsg; fact: TakenFact }[] = [];
    for (const message of batch) {
      const fact = this.read(message);
      if (fact) good.push({ message, fact });
      else message.term('breaks its contract');
    }
    try {
      if (good.length > 0) await this.listener.take(good.map((one) => one.fact));
    } catch (error) {
      this.logger.warn({ err: error, consumer: this.listener.consumer, size: good.length }, 'a batch was not taken; it comes again');
      for (const { message } of good) message.nak(1000);
      return;
    }
    for (const { message } of good) message.ack();
  }

  private read(message: JsMsg): TakenFact | undefined {
    const contract = this.listener.facts.find((one) => one.subject === message.subject);
    try {
      const envelope = JSON.parse(message.string()) as FactEnvelope;
      if (contract && envelope.type === message.subject && typeof envelope.id === 'string') {
        const data = validate(contract.data, envelope.data);
        if (data.ok) return { ...envelope, data: data.value, contract };
      }
    } catch {
      // Not JSON: reported below with the rest.
    }
    this.logger.error({ subject: message.subject, sequence: message.seq }, 'a fact breaks its contract and was set aside');
    return undefined;
  }
}
