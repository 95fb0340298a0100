import { setTimeout as delay } from 'node:timers/promises';
import type { FactContract, FactEnvelope } from '@meridian/contracts/contract';
import { AckPolicy, DeliverPolicy, type JetStreamManager, type JsMsg, type NatsConnection, type NatsError, nanos } from 'nats';
import type { Logger } from '../logger';
import { recordSpan } from '../trace';
import { validate } from '../validation';
import { hearHints } from './hints';
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
  /** Of these, whatever is urgent is taken as it is told, ahead of the outbox: `take` must not mind the same fact again. */
  readonly hints?: readonly FactContract<object>[];
}

const BATCH = 100;
const BATCH_WAIT_MS = 2000;
/** Between two batches, so that they are batches: nobody waits for a fact by outbox, or he would have had a hint. */
const REST_MS = 300;
/** A process that dies over a batch keeps it no longer than this; one that is at it says so every second. */
const REDELIVER_MS = 5000;
const STILL_AT_IT_MS = 1000;
/** JetStream's code for a durable of the same name with another configuration. */
const CONSUMER_DIFFERS = 10_148;

/** Pulls facts in batches and acknowledges after the effect's commit. A fact that breaks its contract is set aside with an alarm, never guessed at. */
export class FactConsumer {
  private running = false;
  private loop: Promise<void> | undefined;
  private deaf: () => Promise<void> = async () => undefined;

  constructor(
    private readonly nats: NatsConnection,
    private readonly listener: Listener,
    private readonly logger: Logger,
  ) {}

  start(): void {
    this.running = true;
    this.loop = this.run();
    const { consumer, hints = [] } = this.listener;
    const subjects = hints.map((one) => one.subject);
    this.deaf = hearHints(this.nats, { consumer, subjects }, (subject, envelope) => this.hear(subject, envelope));
  }

  async stop(): Promise<void> {
    this.running = false;
    await this.deaf();
    await this.loop;
  }

  private async hear(subject: string, envelope: string): Promise<void> {
    const fact = this.read(subject, envelope);
    if (!fact) return;
    const from = Date.now();
    try {
      await this.listener.take([fact]);
      this.tell([fact], from);
    } catch (error) {
      this.logger.warn({ err: error, consumer: this.listener.consumer }, 'a hint was not taken; the outbox brings the fact');
    }
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
      await delay(REST_MS);
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
      const fact = this.read(message.subject, message.string());
      if (fact) good.push({ message, fact });
      else message.term('breaks its contract');
    }
    const from = Date.now();
    const facts = good.map((one) => one.fact);
    const atIt = setInterval(() => {
      for (const { message } of good) message.working();
    }, STILL_AT_IT_MS);
    try {
      if (facts.length > 0) await this.listener.take(facts);
    } catch (error) {
      this.tell(facts, from, 'not taken');
      this.logger.warn({ err: error, consumer: this.listener.consumer, size: good.length }, 'a batch was not taken; it comes again');
      for (const { message } of good) message.nak(1000);
      return;
    } finally {
      clearInterval(atIt);
    }
    this.tell(facts, from);
    for (const { message } of good) message.ack();
  }

  /** One span a fact, each in the trace of its own order, though they were taken together. */
  private tell(facts: readonly TakenFact[], from: number, failed?: string): void {
    const to = Date.now();
    const { consumer } = this.listener;
    for (const { id, type, traceparent } of facts) {
      const attributes = { 'meridian.consumer': consumer, 'meridian.fact': id, 'messaging.batch.message_count': facts.length };
      recordSpan({ name: `take ${type}`, kind: 'consumer', attributes, parent: traceparent }, { from, to }, failed);
    }
  }

  private read(subject: string, text: string): TakenFact | undefined {
    const contract = this.listener.facts.find((one) => one.subject === subject);
    try {
      const envelope = JSON.parse(text) as FactEnvelope;
      if (contract && envelope.type === subject && typeof envelope.id === 'string') {
        const data = validate(contract.data, envelope.data);
        if (data.ok) return { ...envelope, data: data.value, contract };
      }
    } catch {
      // Not JSON: reported below with the rest.
    }
    this.logger.error({ subject }, 'a fact breaks its contract and was set aside');
    return undefined;
  }
}
