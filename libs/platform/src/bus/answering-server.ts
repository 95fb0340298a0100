import { setTimeout as delay } from 'node:timers/promises';
import { type NatsContext, type NatsOptions, ServerNats } from '@nestjs/microservices';
import type { Msg, NatsConnection, SubscriptionOptions } from 'nats';
import { PlainDeserializer } from './answers';
import { natsOptions } from './connection';

/** Longer than a contract's deadline. */
const ANSWER_WITHIN_MS = 5000;

/** Nest's NATS server which, told to close, takes nothing more and first answers what it has taken. */
export class AnsweringServer extends ServerNats {
  private readonly heard: { drain(): Promise<void> }[] = [];
  private readonly open = new Set<object>();
  private answered: () => void = () => undefined;
  private client: NatsConnection | undefined;

  constructor(url: string, service: string) {
    const { servers = [], ...rest } = natsOptions(url, `${service}-answers`);
    const options: Required<NatsOptions>['options'] = {
      ...rest,
      servers: [servers].flat(),
      queue: service,
      deserializer: new PlainDeserializer(),
    };
    super(options);
  }

  override bindEvents(client: NatsConnection): void {
    this.client = client;
    super.bindEvents({
      subscribe: (subject: string, options: SubscriptionOptions) => {
        const subscription = client.subscribe(subject, options);
        this.heard.push(subscription);
        return subscription;
      },
    });
  }

  override getPublisher(message: Msg, id: string, context: NatsContext): (response: { isDisposed?: boolean }) => unknown {
    const publish = super.getPublisher(message, id, context);
    this.open.add(message);
    return (response) => {
      const sent: unknown = publish(response);
      // The last packet of an answer says so.
      if (response.isDisposed) this.open.delete(message);
      if (this.open.size === 0) this.answered();
      return sent;
    };
  }

  override async close(): Promise<void> {
    const { client } = this;
    if (!client) return;
    this.client = undefined;
    // A broker that is away answers nothing: whoever asked will ask again.
    await Promise.race([this.finish(client), delay(ANSWER_WITHIN_MS, undefined, { ref: false })]).catch(() => undefined);
    await super.close();
  }

  private async finish(client: NatsConnection): Promise<void> {
    await Promise.all(this.heard.map((subscription) => subscription.drain()));
    if (this.open.size > 0) {
      await new Promise<void>((resolve) => {
        this.answered = resolve;
      });
    }
    await client.flush();
  }
}
