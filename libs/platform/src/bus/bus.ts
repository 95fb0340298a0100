import { randomUUID } from 'node:crypto';
import { isCode } from '@meridian/contracts/codes';
import type { Contract } from '@meridian/contracts/contract';
import type { FieldError, Outcome } from '@meridian/kernel/outcome';
import { refused } from '@meridian/kernel/outcome';
import { Logger } from '@nestjs/common';
import { ErrorCode, headers, type NatsConnection, NatsError } from 'nats';
import { histogram } from '../observe/metrics';
import { failSpan, inSpan, type TraceParent, traceParentOf } from '../trace';
import { validate } from '../validation';
import { DEADLINE_HEADER, MESSAGE_HEADER, TRACE_HEADER } from './headers';

const log = new Logger('bus');
const askSeconds = histogram('meridian_bus_ask_seconds');
/** What a refusal means for whoever measures; all others are the other service's own. */
const UNANSWERED: Readonly<Record<string, string>> = { SERVICE_SILENT: 'silent', SERVICE_UNAVAILABLE: 'unavailable' };

export interface AskOptions {
  /** Wall-clock milliseconds; the earlier of this and the contract's own deadline holds. */
  readonly deadlineAt?: number;
}

/** Asks another service. A deadline is mandatory; silence is a coded refusal, never an exception. Its own injection token. */
export abstract class Bus {
  /**
   * @returns the reply, or a refusal: a code of the contract; SERVICE_UNAVAILABLE when nobody serves the subject (nothing was done);
   *   SERVICE_SILENT when no whole, fitting answer came in time (it may have been done: ask again with the same key).
   */
  abstract ask<Request extends object, Reply extends object>(
    contract: Contract<Request, Reply>,
    request: Request,
    options?: AskOptions,
  ): Promise<Outcome<Reply>>;
}

export class NatsBus extends Bus {
  constructor(private readonly nats: NatsConnection) {
    super();
  }

  async ask<Request extends object, Reply extends object>(
    contract: Contract<Request, Reply>,
    request: Request,
    options: AskOptions = {},
  ): Promise<Outcome<Reply>> {
    const timeout = Math.min(contract.deadlineMs, (options.deadlineAt ?? Number.POSITIVE_INFINITY) - Date.now());
    if (timeout <= 0) return refused('DEADLINE_PASSED');
    const { subject } = contract;
    const attributes = { 'messaging.system': 'nats', 'messaging.destination.name': subject };
    return inSpan({ name: `ask ${subject}`, kind: 'client', attributes }, async (span) => {
      const from = performance.now();
      const outcome = await this.request(contract, request, { timeout, trace: traceParentOf(span.spanContext()) });
      const result = outcome.ok ? 'done' : (UNANSWERED[outcome.code] ?? 'refused');
      askSeconds.labels(subject, result).observe((performance.now() - from) / 1000);
      if (!outcome.ok && outcome.code in UNANSWERED) failSpan(span, outcome.code);
      return outcome;
    });
  }

  private async request<Request extends object, Reply extends object>(
    contract: Contract<Request, Reply>,
    request: Request,
    { timeout, trace }: { readonly timeout: number; readonly trace: TraceParent },
  ): Promise<Outcome<Reply>> {
    const id = randomUUID();
    const head = headers();
    head.set(DEADLINE_HEADER, String(Date.now() + timeout));
    head.set(MESSAGE_HEADER, id);
    head.set(TRACE_HEADER, trace);
    try {
      const answer = await this.nats.request(contract.subject, JSON.stringify(request), { timeout, headers: head });
      return readReply(contract, id, answer.string());
    } catch (error) {
      if (error instanceof NatsError && error.code === ErrorCode.NoResponders) return refused('SERVICE_UNAVAILABLE', contract.subject);
      return refused('SERVICE_SILENT', `${contract.subject}: ${error instanceof NatsError ? error.code : 'failed'}`);
    }
  }
}

/** A reply that cannot be read, breaks its contract or belongs to another message is as good as none. */
function readReply<Reply extends object>(contract: Contract<object, Reply>, id: string, text: string): Outcome<Reply> {
  const silent = (why: string) => {
    log.error(`${contract.subject}: ${why}`);
    return refused('SERVICE_SILENT', `${contract.subject}: ${why}`);
  };
  let envelope: { ok?: unknown; inReplyTo?: unknown; value?: unknown; code?: unknown; detail?: unknown; fields?: unknown } | undefined;
  try {
    // Nest wraps what a handler returns; `response` is ours.
    envelope = (JSON.parse(text) as { response?: typeof envelope }).response;
  } catch {
    return silent('the reply cannot be read');
  }
  if (typeof envelope !== 'object' || envelope === null) return silent('the reply is empty');
  if (envelope.inReplyTo !== id) return silent('the reply belongs to another message');
  if (envelope.ok === true) {
    const reply = validate(contract.reply, envelope.value);
    return reply.ok ? reply : silent(`the reply breaks its contract at ${reply.fields?.map((one) => one.field).join(', ')}`);
  }
  if (typeof envelope.code !== 'string' || !isCode(envelope.code)) return silent('the reply has an unknown code');
  return refused(
    envelope.code,
    typeof envelope.detail === 'string' ? envelope.detail : undefined,
    Array.isArray(envelope.fields) ? (envelope.fields as FieldError[]) : undefined,
  );
}
