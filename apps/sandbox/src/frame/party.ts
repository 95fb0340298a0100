import type { Instant, SandboxClock } from './clock';
import type { Fault, Faults, PartyName } from './faults';
import type { Numbers } from './numbers';

/** A request as it arrived. Nothing is parsed: signatures are checked over the raw bytes and the raw URL. */
export interface PartyRequest {
  readonly method: string;
  /** Path and query exactly as they stood in the request line. */
  readonly url: string;
  /** The part of `url` before the first `?`, still percent-encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case; repeated headers are joined by a comma. */
  readonly headers: Readonly<Record<string, string>>;
  /** Empty when there is no body. */
  readonly body: Buffer;
  /** `body` read as UTF-8. */
  readonly text: string;
}

export interface PartyReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Sent byte for byte; the empty string sends no body and no content type. */
  readonly body: string | Buffer;
}

/** One movement of money (or one confirmation of it) as the party itself wrote it down. */
export interface BookRow {
  readonly party: PartyName;
  readonly kind: 'payment' | 'refund' | 'settlement' | 'reversal' | 'confirm' | 'his-refund';
  /** The number its client gave: out_trade_no, out_refund_no, msgid, order number. */
  readonly number: string;
  /** The party's own number: transaction_id, refund_id, setl_id, receipt number. */
  readonly reference: string;
  /** For a refund or reversal, the `number` of what it undoes. */
  readonly of?: string;
  /** Whole fen, positive; the kind says the direction. */
  readonly amountFen: number;
  /** How amountFen divides, where the party divides it (fund, account, cash …); whole fen, and they add up to amountFen. */
  readonly parts?: Readonly<Record<string, number>>;
  readonly at: Instant;
  /** The Asia/Shanghai day of `at`, `2026-11-22`. */
  readonly day: string;
  /** In the party's own words, for example SUCCESS or PROCESSING. */
  readonly state: string;
}

/** A JSON schema (draft 7) as Fastify compiles it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

export interface AdminInput {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  /** Already checked against the route's `body` schema. */
  readonly body: unknown;
}

/** A route the party adds to the admin API. The path starts with `/<party name>/`; `:name` segments become params. */
export interface AdminRoute {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  /** Demanded of a POST that has a body. State `additionalProperties: false`: an unknown member is refused. */
  readonly body?: JsonSchema;
  /** Answers the JSON to send (undefined: 204). Throws AdminError for a plain refusal. */
  handle(input: AdminInput): unknown;
}

/** Answered by the admin API as `{"error": message}` with `status`. */
export class AdminError extends Error {
  constructor(
    readonly status: 400 | 404 | 409,
    message: string,
  ) {
    super(message);
  }
}

/** What every party is built from. `Secrets` is its own section of the secrets file. */
export interface PartyDeps<Secrets> {
  readonly clock: SandboxClock;
  readonly faults: Faults;
  /** Deterministic for a seed: every number the party hands out comes from here. */
  readonly numbers: Numbers;
  readonly secrets: Secrets;
}

/**
 * One outside party: a handler over its own state. The frame listens, keeps the raw bytes and plays the common faults around
 * `execute`; the party does the rest, its own signature checks and exact 404 and 405 included.
 */
export interface Party {
  readonly name: PartyName;
  /** Every operation a fault rule may name (besides `*`). */
  readonly operations: readonly string[];
  /** Fault kinds the party plays itself, by `faults.take(name, operation, text, kinds)`. */
  readonly faultKinds: readonly string[];

  /** The operation of a request, or null where no fault may apply (unknown path). Must not throw and must not change anything. */
  operationOf(request: PartyRequest): string | null;
  /** Checks, does, answers. Called once for each time the request reaches the party. A throw is answered by `failure`. */
  execute(request: PartyRequest): PartyReply | Promise<PartyReply>;
  /** The fault `refuse`: a business refusal in the party's form, with the rule's code and text or the party's default ones. */
  refuse(request: PartyRequest, fault: Fault): PartyReply;
  /** The party's own 5xx form. */
  failure(request: PartyRequest): PartyReply;

  /** Everything it holds in its books, oldest first. */
  books(): readonly BookRow[];
  /** Forgets its state and timers. Fault rules and the clock are the frame's. */
  reset(): void;
  readonly adminRoutes?: readonly AdminRoute[];
}
