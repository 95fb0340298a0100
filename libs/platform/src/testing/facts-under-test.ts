import { factContract } from '@meridian/contracts/contract';
import { IsCount } from '@meridian/contracts/fields';
import type { TestNats } from '@meridian/testing/test-nats';
import { FACT_STREAM } from '../facts/stream';
import { COUNTED } from './counter';

export class Counted {
  @IsCount() n: number;
}

export const countedFact = factContract({ subject: COUNTED, data: Counted });
export const otherFact = factContract({ subject: 'fact.test.other.v1', data: Counted });

/** The ids of the facts in the stream, oldest first; none while there is no stream. */
export async function published(nats: TestNats): Promise<string[]> {
  const manager = await nats.connection.jetstreamManager();
  const info = await manager.streams.info(FACT_STREAM).catch(() => undefined);
  if (!info) return [];
  const ids: string[] = [];
  for (let seq = Math.max(1, info.state.first_seq); seq <= info.state.last_seq; seq++) {
    const message = await manager.streams.getMessage(FACT_STREAM, { seq }).catch(() => undefined);
    if (message) ids.push(message.json<{ id: string }>().id);
  }
  return ids;
}

export async function deleteStream(nats: TestNats): Promise<void> {
  const manager = await nats.connection.jetstreamManager();
  await manager.streams.delete(FACT_STREAM);
}
