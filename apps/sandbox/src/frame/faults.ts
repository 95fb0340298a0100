export const PARTY_NAMES = ['wechat', 'insurance', 'his'] as const;
export type PartyName = (typeof PARTY_NAMES)[number];

/**
 * Kinds the frame plays around any party's request (see `serve-faulted.ts`):
 * delay           held for delayMs on the sandbox clock, then executed and answered
 * drop-request    nothing executed, no answer
 * drop-answer     executed and committed, no answer
 * execute-late    no answer; executed delayMs later, when the caller has given up
 * duplicate       executed twice, as when the network repeats a request; the caller sees the first answer
 * reorder         held until the next request of the same operation was answered (delayMs bounds the wait)
 * refuse          not executed; a business refusal in the party's own form, with the rule's code and text
 * garble          executed; status 200 and a body that cannot be parsed
 * status-5xx      not executed; the party's own system error
 * execute-then-5xx  executed and committed; the party's own system error
 * Without an answer the connection stays open until the caller gives up, or is destroyed after delayMs (not for execute-late).
 * A party may declare further kinds of its own.
 */
export const FRAME_FAULT_KINDS = [
  'delay',
  'drop-request',
  'drop-answer',
  'execute-late',
  'duplicate',
  'reorder',
  'refuse',
  'garble',
  'status-5xx',
  'execute-then-5xx',
] as const;
export type FrameFaultKind = (typeof FRAME_FAULT_KINDS)[number];

export interface NewFault {
  readonly id?: string;
  readonly party: PartyName;
  /** One of the party's operations, `*` for any, or the part before a dot: `callback` stands for `callback.payment` as well. */
  readonly operation: string;
  readonly kind: string;
  /** The rule applies only to calls whose request line or raw body contains this text. */
  readonly match?: string;
  /** How many calls it applies to; 1 when absent. */
  readonly times?: number;
  readonly delayMs?: number;
  readonly code?: string;
  readonly text?: string;
}

export interface Fault extends NewFault {
  readonly id: string;
  /** Uses left. */
  readonly times: number;
}

/** One use of a rule, kept so that a test can see that its fault really happened. */
export interface FiredFault {
  readonly id: string;
  readonly party: PartyName;
  readonly operation: string;
  readonly kind: string;
}

const FIRED_KEPT = 1_000;

const covers = (rule: Fault, operation: string): boolean =>
  rule.operation === '*' || rule.operation === operation || operation.startsWith(`${rule.operation}.`);

/** The switches of the outside world: an ordered list of rules, the first that fits a call is used up by one. */
export class Faults {
  #rules: Fault[] = [];
  #fired: FiredFault[] = [];
  #count = 0;

  /** Adds a rule at the end. A rule with the id of an existing one replaces it. */
  add(fault: NewFault): Fault {
    this.#count += 1;
    const rule: Fault = { ...fault, id: fault.id ?? `fault-${this.#count}`, times: fault.times ?? 1 };
    this.remove(rule.id);
    this.#rules.push(rule);
    return rule;
  }

  list(): readonly Fault[] {
    return this.#rules;
  }

  /** The last thousand uses, oldest first. */
  fired(): readonly FiredFault[] {
    return this.#fired;
  }

  remove(id: string): boolean {
    const before = this.#rules.length;
    this.#rules = this.#rules.filter((rule) => rule.id !== id);
    return this.#rules.length < before;
  }

  clear(): void {
    this.#rules = [];
    this.#fired = [];
  }

  /**
   * Consumes one use of the first rule that fits, or null. `rawText` is what `match` looks into.
   * `kinds` narrows the search: the frame takes its own kinds, a party those it plays itself.
   */
  take(party: PartyName, operation: string, rawText: string, kinds?: readonly string[]): Fault | null {
    const rule = this.#rules.find(
      (one) =>
        one.party === party &&
        covers(one, operation) &&
        (one.match === undefined || rawText.includes(one.match)) &&
        (kinds === undefined || kinds.includes(one.kind)),
    );
    if (rule === undefined) return null;
    const left = { ...rule, times: rule.times - 1 };
    this.#rules = this.#rules.flatMap((one) => (one !== rule ? [one] : left.times > 0 ? [left] : []));
    this.#fired = [...this.#fired.slice(1 - FIRED_KEPT), { id: rule.id, party, operation, kind: rule.kind }];
    return left;
  }
}
