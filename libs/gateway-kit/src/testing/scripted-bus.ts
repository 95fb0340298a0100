import type { Contract } from '@meridian/contracts/contract';
import { done, type Outcome, type Refusal } from '@meridian/kernel/outcome';
import { Bus } from '@meridian/platform/bus/bus';
import { validate } from '@meridian/platform/validation';

/**
 * A bus that answers what the test said it would and fails on everything else. Requests and replies must fit their contracts,
 * as they would have to on the real one.
 */
export class ScriptedBus extends Bus {
  /** Every request asked, oldest first. */
  readonly asked: { readonly subject: string; readonly request: object }[] = [];
  private readonly script = new Map<string, Outcome<object>>();

  answer<Reply extends object>(contract: Pick<Contract<object, Reply>, 'subject'>, reply: Reply | Refusal): void {
    this.script.set(contract.subject, 'ok' in reply ? (reply as Refusal) : done(reply));
  }

  override async ask<Request extends object, Reply extends object>(
    contract: Contract<Request, Reply>,
    request: Request,
  ): Promise<Outcome<Reply>> {
    const sent = overTheWire(request);
    const fits = validate(contract.request, sent);
    if (!fits.ok) throw new Error(`${contract.subject} would be refused: ${JSON.stringify(fits.fields)}`);
    const answer = this.script.get(contract.subject);
    if (!answer) throw new Error(`nobody expected ${contract.subject}`);
    this.asked.push({ subject: contract.subject, request: sent });
    if (!answer.ok) return answer;
    const reply = validate(contract.reply, overTheWire(answer.value));
    if (!reply.ok) throw new Error(`the scripted reply breaks ${contract.subject}: ${JSON.stringify(reply.fields)}`);
    return reply;
  }
}

const overTheWire = (message: object): object => JSON.parse(JSON.stringify(message)) as object;
