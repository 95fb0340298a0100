import type { NatsConnection } from 'nats';
import type { Logger } from '../logger';

/** A fact on its way ahead of the outbox. */
export interface Hint {
  readonly subject: string;
  readonly envelope: string;
}

/** Outside the stream: a hint that is lost, or that nobody hears, is made good by the outbox. */
const hintSubject = (subject: string): string => subject.replace(/^fact\./, 'hint.');

/** Tells a fact that somebody waits for right after its commit, at most once. The same fact follows by outbox, at least once. */
export function tellHints(nats: NatsConnection, logger: Logger, hints: readonly Hint[]): void {
  try {
    for (const { subject, envelope } of hints) nats.publish(hintSubject(subject), envelope);
  } catch (error) {
    logger.debug({ err: error }, 'a hint was not told; the outbox brings the fact');
  }
}

/** Hears hints of some facts; one process of those that share the consumer's name hears each. @returns how to stop */
export function hearHints(
  nats: NatsConnection,
  { consumer, subjects }: { readonly consumer: string; readonly subjects: readonly string[] },
  heard: (subject: string, envelope: string) => Promise<void>,
): () => Promise<void> {
  const heads = subjects.map((subject) =>
    nats.subscribe(hintSubject(subject), {
      queue: consumer,
      callback: (error, message) => void (error ? undefined : heard(subject, message.string())),
    }),
  );
  return async () => {
    await Promise.all(heads.map((head) => head.drain()));
  };
}
