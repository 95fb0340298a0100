import { createHash } from 'node:crypto';
import { HisRefusal } from './his-refusal';
import type { Keyed } from './requests';

interface Stored {
  readonly operation: string;
  readonly bodyHash: string;
  readonly answer: unknown;
}

/** Every accepted request by its key, for life. */
export class Keys {
  readonly #stored = new Map<string, Stored>();

  /**
   * Runs `act` unless the same request was accepted before; then its stored answer comes again. `forbid` throws where a
   * tombstone outranks that answer. A refusal is not stored.
   * @throws HisRefusal KEY_REUSED for the key with another body or at another operation
   */
  once<Answer>(operation: string, body: Keyed, act: () => Answer, forbid: () => void = () => {}): Answer {
    const bodyHash = createHash('sha256').update(canonical(body)).digest('hex');
    const stored = this.#stored.get(body.key);
    if (stored !== undefined && (stored.operation !== operation || stored.bodyHash !== bodyHash)) {
      throw new HisRefusal('KEY_REUSED', 'the key came before with another request');
    }
    forbid();
    if (stored !== undefined) return stored.answer as Answer;
    const answer = act();
    this.#stored.set(body.key, { operation, bodyHash, answer });
    return answer;
  }
}

/** JSON with sorted member names: the same text for the same values. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`;
}
