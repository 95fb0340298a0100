import type { Settlement as CentreSettlement } from '@meridian/insurer-kit/port';
import type { Heard } from '@meridian/platform/engine/types';
import type { Insured } from '../../domain/settlement';
import type { Conversation } from './conversation';

// What stands at the centre, by the messages that would have settled it.

/** 5203 by the message that would have settled. */
export const find = (talk: Conversation, settleMessageNo: string) => talk.say('findSettlement', { visit: talk.visit(), settleMessageNo });

/** What stands by one of these messages, or the silence of 5203 about one; undefined when nothing does. */
export async function standingOf(talk: Conversation, messageNos: readonly string[]): Promise<Heard | undefined> {
  for (const messageNo of messageNos) {
    const found = await find(talk, messageNo);
    if (found.arm !== 'accepted') return { silent: found.reason, exchanges: talk.exchanges };
    if (found.value.found && !found.value.reversed) return insured(talk, found.value.settlement);
  }
  return undefined;
}

export function insured(talk: Conversation, centre: CentreSettlement): Heard {
  const { settlementId, messageNo, split, settledAt, clearing, signNo = null } = centre;
  const fact: Insured = {
    kind: 'insured',
    id: `insured.${settlementId}`,
    settled: { settlementId, messageNo, split, settledAt, clearing, signNo },
  };
  return { fact, heard: 'settled', exchanges: talk.exchanges };
}
