import type { Contract } from '@meridian/contracts/contract';
import { type Outcome, refused } from '@meridian/kernel/outcome';
import { Logger } from '@nestjs/common';
import { Ctx, MessagePattern, type NatsContext, Payload } from '@nestjs/microservices';
import { histogram } from '../observe/metrics';
import { failSpan, inSpan, isTraceParent } from '../trace';
import { validate } from '../validation';
import { DEADLINE_HEADER, MESSAGE_HEADER, TRACE_HEADER } from './headers';

/** What a handler learns about the message beside its body. */
export interface Asked {
  /** Wall-clock milliseconds by which the asker stops waiting. */
  readonly deadlineAt: number;
}

const answerSeconds = histogram('meridian_bus_answer_seconds');

type Handler<Request, Reply> = (request: Request, asked: Asked) => Promise<Outcome<Reply>>;

/**
 * Marks a controller method as the one handler of a contract. The message is parsed, checked against the contract and refused
 * with a code when it does not fit; a passed deadline is refused before anything is done; surprises become INTERNAL_ERROR.
 */
export function Answers<Request extends object, Reply extends object>(contract: Contract<Request, Reply>) {
  return <Method extends Handler<Request, Reply>>(target: object, key: string, descriptor: TypedPropertyDescriptor<Method>): void => {
    const handler = descriptor.value as Method;
    const log = new Logger(contract.subject);
    const attributes = { 'messaging.system': 'nats', 'messaging.destination.name': contract.subject };
    const spanOf = { name: `answer ${contract.subject}`, kind: 'server', attributes } as const;
    const answer = async function (this: unknown, body: string, context: NatsContext): Promise<object> {
      const headers = context.getHeaders();
      const header = (name: string): string | undefined => headers?.get(name) || undefined;
      const inReplyTo = header(MESSAGE_HEADER);
      const trace = header(TRACE_HEADER);
      const deadline = Number(header(DEADLINE_HEADER));
      const run = async (): Promise<Outcome<Reply>> => {
        if (!Number.isSafeInteger(deadline) || !inReplyTo) return refused('REQUEST_MALFORMED', 'deadline or message id is missing');
        if (Date.now() >= deadline) return refused('DEADLINE_PASSED');
        const parsed = parse(body);
        if (!parsed.ok) return parsed;
        const request = validate(contract.request, parsed.value);
        return request.ok ? handler.call(this, request.value, { deadlineAt: deadline }) : request;
      };
      const from = performance.now();
      const measured = (outcome: 'done' | 'refused' | 'failed') =>
        answerSeconds.labels(contract.subject, outcome).observe((performance.now() - from) / 1000);
      return inSpan({ ...spanOf, parent: isTraceParent(trace) ? trace : undefined }, async (span) => {
        try {
          const outcome = await run();
          measured(outcome.ok ? 'done' : 'refused');
          return { inReplyTo, ...outcome };
        } catch (error) {
          log.error(error);
          measured('failed');
          failSpan(span, 'INTERNAL_ERROR');
          return { inReplyTo, ...refused('INTERNAL_ERROR') };
        }
      });
    };
    Object.defineProperty(answer, 'name', { value: key });
    (descriptor as PropertyDescriptor).value = answer;
    Payload()(target, key, 0);
    Ctx()(target, key, 1);
    MessagePattern(contract.subject)(target, key, descriptor as PropertyDescriptor as TypedPropertyDescriptor<unknown>);
  };
}

function parse(body: string): Outcome<unknown> {
  try {
    return { ok: true, value: JSON.parse(body) };
  } catch {
    return refused('REQUEST_MALFORMED', 'not JSON');
  }
}

/** Nest's transport is used with our own plain wire form: the body is the request itself, the rest is in headers. */
export class PlainDeserializer {
  deserialize(value: Uint8Array, options?: { channel: string; replyTo?: string }): object {
    return { pattern: options?.channel, data: Buffer.from(value).toString('utf8'), ...(options?.replyTo ? { id: 'request' } : {}) };
  }
}
