import type { NatsConnection } from 'nats';
import { FACT_STREAM } from '../facts/stream';
import type { Reading } from './readings';

/** How far the durable consumers of a service are behind the stream. @param consumers asked for at every look: they are made late */
export const consumerReading = (nats: NatsConnection, consumers: () => readonly string[]): Reading => ({
  reading: 'consumers',
  gauges: ['meridian_consumer_pending_facts', 'meridian_consumer_unacknowledged_facts'],
  look: async () => {
    const manager = await nats.jetstreamManager({ checkAPI: false });
    const infos = await Promise.all(consumers().map((consumer) => manager.consumers.info(FACT_STREAM, consumer)));
    return infos.flatMap(({ name: consumer, num_pending, num_ack_pending }) => [
      { name: 'meridian_consumer_pending_facts', labels: { consumer }, value: num_pending },
      { name: 'meridian_consumer_unacknowledged_facts', labels: { consumer }, value: num_ack_pending },
    ]);
  },
});
