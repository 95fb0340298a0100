import type { Instant, SandboxClock, TimerGroup } from '../frame/clock';
import type { Fault, Faults } from '../frame/faults';
import { journalOf, realNow } from '../frame/journal';
import type { Numbers } from '../frame/numbers';
import { Overtaking } from '../frame/overtaking';
import { shanghaiRfc3339 } from '../frame/time';
import { encrypt, isTamper, type Message, type Signer, signMessage, TAMPER_KINDS, type WechatKeys } from './keys';

export const CALLBACK_OPERATIONS = ['callback.payment', 'callback.refund'] as const;

export interface Notice {
  readonly operation: (typeof CALLBACK_OPERATIONS)[number];
  readonly url: string;
  readonly eventType: 'TRANSACTION.SUCCESS' | 'REFUND.SUCCESS' | 'REFUND.ABNORMAL' | 'REFUND.CLOSED';
  readonly summary: string;
  /** The decrypted resource. */
  readonly resource: Readonly<Record<string, unknown>>;
  readonly signer: Signer;
}

/** One attempt, as the sandbox's own log shows it. `outcome` is the status received or why there is none. */
export interface Attempt {
  readonly notificationId: string;
  readonly eventType: string;
  readonly attempt: number;
  readonly at: Instant;
  readonly outcome: string;
}

/** Gaps between attempts (channels.md A8). */
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
export const RETRY_GAPS_MS: readonly number[] = [
  15 * SECOND,
  15 * SECOND,
  30 * SECOND,
  3 * MINUTE,
  10 * MINUTE,
  20 * MINUTE,
  30 * MINUTE,
  30 * MINUTE,
  30 * MINUTE,
  60 * MINUTE,
  3 * HOUR,
  3 * HOUR,
  3 * HOUR,
  6 * HOUR,
  6 * HOUR,
];

const ACKNOWLEDGE_WITHIN_MS = 5_000;
const LONGEST_HOLD_MS = 60_000;

/** Frame kinds that mean something for a message going out; drop-request loses it on its way, drop-answer its acknowledgement. */
const CALLBACK_FAULTS = [
  'delay',
  'drop-request',
  'drop-answer',
  'duplicate',
  'reorder',
  'garble',
  'empty-associated-data',
  ...TAMPER_KINDS,
];

export interface CallbackParts {
  readonly clock: SandboxClock;
  readonly faults: Faults;
  readonly numbers: Numbers;
  readonly keys: WechatKeys;
}

interface Delivery {
  readonly notice: Notice;
  readonly id: string;
  readonly createdAt: Instant;
}

/** Sends notifications until one is acknowledged: 200 or 204 within five seconds on the sandbox clock. */
export class Callbacks {
  readonly #parts: CallbackParts;
  readonly #timers: TimerGroup;
  readonly #overtaking: Overtaking;
  #attempts = new Map<Notice, Attempt[]>();

  constructor(parts: CallbackParts) {
    this.#parts = parts;
    this.#timers = parts.clock.group();
    this.#overtaking = new Overtaking(parts.clock);
  }

  /** Schedules the first attempt for now. */
  notify(notice: Notice): void {
    const { clock } = this.#parts;
    this.#timers.at(clock.now(), (due) => this.#attempt(this.#begin(notice), 1, due));
  }

  /** Makes the first attempt at once and resolves when it is over; later ones follow by the table. */
  async notifyNow(notice: Notice): Promise<void> {
    await this.#attempt(this.#begin(notice), 1, this.#parts.clock.now());
  }

  /** Every attempt made for one out_trade_no, oldest first. */
  attemptsFor(outTradeNo: string): readonly Attempt[] {
    return [...this.#attempts].flatMap(([notice, attempts]) => (notice.resource.out_trade_no === outTradeNo ? attempts : []));
  }

  reset(): void {
    this.#timers.cancelAll();
    this.#attempts = new Map();
  }

  #begin(notice: Notice): Delivery {
    this.#attempts.set(notice, []);
    return { notice, id: this.#parts.numbers.uuid(), createdAt: this.#parts.clock.now() };
  }

  /** `due` is when the table wanted this attempt; the next one is counted from it, so that a jump of the clock skips none. */
  async #attempt(delivery: Delivery, attempt: number, due: Instant): Promise<void> {
    const { clock, faults } = this.#parts;
    const { notice } = delivery;
    const fault = faults.take('wechat', notice.operation, JSON.stringify(notice.resource), CALLBACK_FAULTS);
    if (fault?.kind === 'delay') await clock.sleep(fault.delayMs ?? 0);
    if (fault?.kind === 'reorder') await this.#overtaking.hold(notice.operation, fault.delayMs ?? LONGEST_HOLD_MS);
    const at = clock.now();
    const outcome = fault?.kind === 'drop-request' ? 'lost' : await this.#send(delivery, fault);
    if (fault?.kind === 'duplicate') await this.#send(delivery, fault);
    if (fault?.kind !== 'reorder') this.#overtaking.passed(notice.operation);

    const log = this.#attempts.get(notice);
    if (log === undefined) return; // The party was reset meanwhile.
    log.push({ notificationId: delivery.id, eventType: notice.eventType, attempt, at, outcome });
    const acknowledged = (outcome === '200' || outcome === '204') && fault?.kind !== 'drop-answer';
    const gapMs = RETRY_GAPS_MS[attempt - 1];
    if (acknowledged || gapMs === undefined) return;
    this.#timers.at(due + gapMs, (next) => this.#attempt(delivery, attempt + 1, next));
  }

  async #send(delivery: Delivery, fault: Fault | null): Promise<string> {
    const { clock } = this.#parts;
    const { headers, body } = this.#wire(delivery, fault);
    const giveUp = new AbortController();
    const cancel = clock.at(clock.now() + ACKNOWLEDGE_WITHIN_MS, () => giveUp.abort());
    const at = realNow();
    try {
      const answer = await fetch(delivery.notice.url, { method: 'POST', headers, body, redirect: 'manual', signal: giveUp.signal });
      await answer.body?.cancel();
      return String(answer.status);
    } catch {
      return giveUp.signal.aborted ? 'timeout' : 'unreachable';
    } finally {
      cancel();
      const mentions = [String(delivery.notice.resource.out_trade_no)];
      journalOf(clock).note({ party: 'wechat', operation: delivery.notice.operation, mentions, at, tookMs: realNow() - at });
    }
  }

  /** Encrypted and signed afresh for every sending; the id and the content stay. */
  #wire({ notice, id, createdAt }: Delivery, fault: Fault | null): { headers: Record<string, string>; body: string } {
    const { clock, numbers, keys } = this.#parts;
    const originalType = notice.operation === 'callback.payment' ? 'transaction' : 'refund';
    const associatedData = fault?.kind === 'empty-associated-data' ? '' : originalType;
    const resource = encrypt(keys, JSON.stringify(notice.resource), { nonce: numbers.hex(12), associatedData });
    const envelope = JSON.stringify({
      id,
      create_time: shanghaiRfc3339(createdAt),
      resource_type: 'encrypt-resource',
      event_type: notice.eventType,
      summary: notice.summary,
      resource: { original_type: originalType, ...resource },
    });
    const kind = fault?.kind === 'garble' ? 'sign-garbage' : fault?.kind;
    const message: Message = {
      signer: notice.signer,
      now: clock.now(),
      nonce: numbers.hex(32),
      body: envelope,
      tamper: isTamper(kind) ? kind : undefined,
    };
    const { headers, body } = signMessage(message);
    return { headers: { 'Content-Type': 'application/json', Accept: '*/*', 'User-Agent': 'Mozilla/4.0', ...headers }, body };
  }
}
