import type { Clock } from '@meridian/kernel/clock';
import type { Engine } from '@meridian/platform/engine/engine';
import type { CallHandler, Heard, OpenCall } from '@meridian/platform/engine/types';
import { LEASE_SECONDS } from '@meridian/platform/engine/worker';
import type { CentreRefused, Quoted, Registered, Released, Reversed, Revoked } from '../../domain/settlement';
import { Conversation, type ConversationParts } from './conversation';
import { feeLinesOf, type ReleaseBody, type ReverseBody, registrationOf, type SettleBody } from './insurer-messages';
import { find, insured, standingOf } from './standing';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const LADDER_MS = [2, 5, 15, 30].map((s) => s * SECOND);

type Rejection = { readonly code: string; readonly reason: string };

/** The calls insurance makes, one handler a kind: how each is sent, asked about, and when a person is called (settlement.md 1.5). */
export class InsurerCalls {
  constructor(
    private readonly parts: ConversationParts,
    private readonly clock: Clock,
  ) {}

  addTo(engine: Engine): void {
    const again = (make: CallHandler['ask']): Pick<CallHandler, 'send' | 'ask'> => ({ send: make, ask: make });
    engine
      .makes('insurer.register', {
        ...again((call, _sendBefore, window) => this.register(call, window)),
        askAfterMs: LADDER_MS,
        caseAfterMs: 5 * MINUTE,
      })
      .makes('insurer.quote', {
        send: (call, _sendBefore, window) => this.quote(call, window, false),
        ask: (call, _sendBefore, window) => this.quote(call, window, true),
        askAfterMs: LADDER_MS,
        caseAfterMs: 5 * MINUTE,
      })
      .makes('insurer.settle', {
        send: (call, _sendBefore, window) => this.settle(call, window),
        ask: (call, _sendBefore, window) => this.findSettled(call, window),
        askAfterMs: LADDER_MS,
        caseAfterMs: 5 * MINUTE,
      })
      .makes('insurer.reverse', {
        ...again((call, _sendBefore, window) => this.reverse(call, window)),
        askAfterMs: LADDER_MS,
        caseAfterMs: 15 * MINUTE,
      })
      .makes('insurer.release', {
        ...again((call, _sendBefore, window) => this.release(call, window)),
        askAfterMs: [5 * SECOND, 30 * SECOND, 5 * MINUTE],
      });
  }

  /** 1101, 2001, 2201, 2203. A repeat after silence registers anew: an unused registration moves nothing. */
  private async register(call: OpenCall, window: () => number): Promise<Heard> {
    const talk = new Conversation(this.parts, call, window);
    const { bill } = talk.body;
    const credential = { type: bill.insurance.credentialType, number: talk.credentialNumber };
    const identified = await talk.say('identify', { credential });
    if (identified.arm !== 'accepted') return unanswered(call, talk, 'registerRefused', identified);
    const person = identified.value.insurances.find((one) => one.active && one.insuranceType === bill.insurance.insuranceType);
    if (!person) {
      return unanswered(call, talk, 'registerRefused', {
        arm: 'rejected',
        code: 'INSURANCE_SUSPENDED',
        reason: 'no active insurance of this kind',
      });
    }
    const { medicalType } = bill.insurance;
    const entitled = await talk.say('checkEntitlement', { person, medicalType, startedAt: bill.visitStartedAt });
    if (entitled.arm !== 'accepted') return unanswered(call, talk, 'registerRefused', entitled);
    const registered = await talk.say('registerVisit', registrationOf(bill, person, talk.credentialNumber));
    if (registered.arm !== 'accepted') return unanswered(call, talk, 'registerRefused', registered);
    const visit = { visitId: registered.value.visitId, personNo: person.personNo, insuredArea: person.insuredArea, registeredByUs: true };
    const { doctor, department, diagnoses, visitStartedAt } = bill;
    const centreVisit = { ...visit, insuranceType: person.insuranceType, medicalType, credential };
    const described = await talk.say('describeVisit', { visit: centreVisit, startedAt: visitStartedAt, diagnoses, doctor, department });
    if (described.arm !== 'accepted') return unanswered(call, talk, 'registerRefused', described);
    const fact: Registered = { kind: 'registered', id: call.key, visit };
    return { fact, heard: 'registered', exchanges: talk.exchanges };
  }

  /** 2204 then 2206 (a read). After silence the batch is taken back first, then uploaded again under the same number. */
  private async quote(call: OpenCall, window: () => number, afterSilence: boolean): Promise<Heard> {
    const talk = new Conversation(this.parts, call, window);
    const { batchNo, bill } = talk.body;
    const visit = talk.visit();
    if (afterSilence) {
      const cleared = await talk.say('removeFees', { visit, batchNo });
      if (cleared.arm !== 'accepted') return unanswered(call, talk, 'quoteRefused', cleared);
    }
    const uploaded = await talk.say('uploadFees', { visit, batchNo, lines: feeLinesOf(talk.body) });
    if (uploaded.arm !== 'accepted') return unanswered(call, talk, 'quoteRefused', uploaded);
    const quoted = await talk.say('quote', { visit, batchNo, totalFen: bill.totalFen, useAccount: bill.useAccount });
    if (quoted.arm !== 'accepted') return unanswered(call, talk, 'quoteRefused', quoted);
    const fact: Quoted = { kind: 'quoted', id: call.key, feeTotals: uploaded.value.feeTotals, split: quoted.value.split };
    return { fact, heard: 'quoted', exchanges: talk.exchanges };
  }

  /** 2207, sent once under its message id. */
  private async settle(call: OpenCall, window: () => number): Promise<Heard> {
    const talk = new Conversation<SettleBody>(this.parts, call, window);
    const { batchNo, bill, messageNo, feeTotals } = talk.body;
    const settled = await talk.say('settle', {
      visit: talk.visit(),
      batchNo,
      totalFen: bill.totalFen,
      useAccount: bill.useAccount,
      messageNo,
      feeTotals,
    });
    if (settled.arm === 'accepted') return insured(talk, settled.value);
    // The same batch is settled already: by our own message then, whose answer we lost.
    if (settled.arm === 'rejected' && settled.code === 'ALREADY_SETTLED') return { silent: settled.code, exchanges: talk.exchanges };
    return unanswered(call, talk, 'settleRefused', settled);
  }

  /**
   * 5203 by our message ids: one of this generation that was refused may have been executed by a duplicate, and the batch is settled by it.
   * Not found proves nothing until the centre's longest processing time has passed since the last instant the 2207 may have left; then 2601
   * takes back whatever may still come, and 5203 is asked once more. Never a second 2207.
   */
  private async findSettled(call: OpenCall, window: () => number): Promise<Heard> {
    const talk = new Conversation<SettleBody>(this.parts, call, window);
    const { messageNo, messageNos } = talk.body;
    const fact: Revoked = { kind: 'revoked', id: `${call.key}.revoked`, messageNo };
    const found = await find(talk, messageNo);
    if (found.arm !== 'accepted') return { silent: found.reason, exchanges: talk.exchanges };
    if (found.value.found && found.value.reversed) return { fact, heard: 'nothing stands', exchanges: talk.exchanges };
    const standing = found.value.found ? insured(talk, found.value.settlement) : await standingOf(talk, messageNos.slice(0, -1));
    if (standing) return standing;
    if (this.clock.now() < this.patienceEnds(call, talk)) return { silent: 'not found yet', exchanges: talk.exchanges };
    const revoked = await talk.say('revokeSettle', { visit: talk.visit(), settleMessageNo: messageNo });
    if (revoked.arm === 'silent') return { silent: revoked.reason, exchanges: talk.exchanges };
    const last = await find(talk, messageNo);
    if (last.arm !== 'accepted') return { silent: last.reason, exchanges: talk.exchanges };
    if (!last.value.found || last.value.reversed) return { fact, heard: 'nothing stands', exchanges: talk.exchanges };
    return revoked.arm === 'rejected'
      ? insured(talk, last.value.settlement)
      : { silent: 'revoked, and still standing', exchanges: talk.exchanges };
  }

  /** A process that was stopped inside its lease may have sent up to a lease after the intent. */
  private patienceEnds({ openedAt }: OpenCall, { body }: Conversation): number {
    const { insurer } = body.bill.insurance;
    return openedAt + LEASE_SECONDS * SECOND + (this.parts.insurers.plugin(insurer)?.profile.centreMaxProcessingMs ?? 3 * MINUTE);
  }

  /** 2208, repeated while silent: "already reversed" is done. Never 2601 of a 2208. */
  private async reverse(call: OpenCall, window: () => number): Promise<Heard> {
    const talk = new Conversation<ReverseBody>(this.parts, call, window);
    const { settlementId, signNo } = talk.body;
    const reversed = await talk.say('reverse', { visit: talk.visit(), settlementId, ...(signNo ? { signNo } : {}) });
    if (reversed.arm !== 'accepted') return unanswered(call, talk, 'reverseRefused', reversed);
    const fact: Reversed = { kind: 'reversed', id: call.key, reversedAt: reversed.value.reversedAt };
    return { fact, heard: reversed.value.alreadyReversed ? 'reversed before' : 'reversed', exchanges: talk.exchanges };
  }

  /**
   * 2205, then 2202 where the visit is ours. A refusal is kept as evidence and ends the call, but for one: a batch that is settled was
   * settled by one of our messages, refused and then executed by a duplicate, and 5203 finds it.
   */
  private async release(call: OpenCall, window: () => number): Promise<Heard> {
    const talk = new Conversation<ReleaseBody>(this.parts, call, window);
    const visit = talk.visit();
    const removed = await talk.say('removeFees', { visit, batchNo: talk.body.batchNo });
    if (removed.arm === 'silent') return { silent: removed.reason, exchanges: talk.exchanges };
    if (removed.arm === 'rejected' && removed.code === 'ALREADY_SETTLED') {
      return (await standingOf(talk, talk.body.messageNos)) ?? { silent: removed.code, exchanges: talk.exchanges };
    }
    let heard = removed.arm === 'rejected' ? removed.code : 'released';
    if (talk.body.cancelVisit) {
      const cancelled = await talk.say('cancelVisit', { visit, hospitalVisitNo: talk.body.bill.visitNo });
      if (cancelled.arm === 'silent') return { silent: cancelled.reason, exchanges: talk.exchanges };
      if (cancelled.arm === 'rejected') heard = cancelled.code;
    }
    const fact: Released = { kind: 'released', id: call.key };
    return { fact, heard, exchanges: talk.exchanges };
  }
}

/** Silence stays open; a refusal is a fact. The sign-in is repeated by the plug-in, so "not signed in" is only a matter of time. */
function unanswered(
  call: OpenCall,
  talk: Conversation,
  kind: CentreRefused['kind'],
  answer: { readonly arm: 'silent'; readonly reason: string } | ({ readonly arm: 'rejected' } & Rejection),
): Heard {
  if (answer.arm === 'silent' || answer.code === 'NOT_SIGNED_IN') return { silent: answer.reason, exchanges: talk.exchanges };
  const fact: CentreRefused = { kind, id: `${call.key}.refused`, code: answer.code, reason: answer.reason };
  return { fact, heard: answer.code, exchanges: talk.exchanges };
}
