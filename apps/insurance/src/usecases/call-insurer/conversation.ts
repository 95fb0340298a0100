import type { InsuredVisit, InsurerOperation, InsurerOperations } from '@meridian/insurer-kit/port';
import type { Insurers } from '@meridian/insurer-kit/registry';
import type { Arm } from '@meridian/kernel/arm';
import { evidenceOf } from '@meridian/platform/engine/evidence';
import type { Evidence, OpenCall } from '@meridian/platform/engine/types';
import type { Vault } from '@meridian/platform/vault';
import type { CallOptions, Guarded } from '@meridian/plugin-kit/wrapper';
import type { MessageNumbers } from '../../storage/message-numbers';
import { type CallBody, visitOf } from './insurer-messages';

/** Longer than the asker waits, shorter than the call's first due time. */
const TIMEOUT_MS = 8000;

export interface ConversationParts {
  readonly insurers: Insurers;
  readonly numbers: MessageNumbers;
  readonly vault: Vault;
}

type Ask<Name extends InsurerOperation> = Parameters<InsurerOperations[Name]>[0];
type Answer<Name extends InsurerOperation> = Awaited<ReturnType<InsurerOperations[Name]>> extends Arm<infer T> ? T : never;

/** What one call says to the centre and hears from it: every message with its own id, every exchange kept. */
export class Conversation<Body extends CallBody = CallBody> {
  readonly exchanges: Evidence[] = [];
  readonly body: Body;
  readonly credentialNumber: string;

  constructor(
    private readonly parts: ConversationParts,
    private readonly call: OpenCall,
    /** Until when a message may leave, asked before each: it moves on with the lease. Absent where nothing is written. */
    private readonly window?: () => number,
  ) {
    this.body = call.payload as unknown as Body;
    this.credentialNumber = parts.vault.open(this.body.bill.insurance.credentialSealed, 'insurance-credential');
  }

  visit(): InsuredVisit {
    return visitOf(this.body, this.credentialNumber);
  }

  /** @param request the message's content; without a messageNo it gets the next one. */
  async say<Name extends InsurerOperation>(
    name: Name,
    request: Omit<Ask<Name>, 'messageNo'> & { readonly messageNo?: string },
  ): Promise<Arm<Answer<Name>>> {
    const { insurer } = this.body.bill.insurance;
    const found = this.parts.insurers.find(insurer, name);
    if (!found.ok) throw new Error(`${insurer} cannot ${name}`);
    const operation = found.value as unknown as (request: object, options: CallOptions) => Promise<Guarded<Answer<Name>>>;
    const messageNo = request.messageNo ?? (await this.parts.numbers.next(insurer));
    const guarded = await operation(
      { ...request, messageNo },
      {
        requestNo: messageNo,
        timeoutMs: TIMEOUT_MS,
        ...(this.window === undefined ? {} : { sendBefore: this.window() }),
        ...(this.call.traceparent ? { traceparent: this.call.traceparent } : {}),
      },
    );
    this.exchanges.push(...evidenceOf(name, guarded, this.parts.insurers.sensitiveOf(insurer)));
    return guarded.answer;
  }
}
