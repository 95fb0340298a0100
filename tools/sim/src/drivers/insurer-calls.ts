import type { Arm } from '@meridian/kernel/arm';
import { fen } from '@meridian/kernel/fen';
import type { Fact } from '@meridian/kernel/machine';
import type { Activity, Call, Handler, Heard, Talk } from '../engine/types';
import { LEASE_MS } from '../engine/worker';
import type { Life } from '../life';
import type { CentreSettlement } from '../parties/centre';
import { CENTRE_MAX_MS, MINUTE } from '../profile';

const SECOND = 1000;
const TIMEOUT_MS = 8 * SECOND;
const LADDER_MS = [2, 5, 15, 30].map((s) => s * SECOND);

type Found = { found: false } | { found: true; reversed: boolean; settlement: CentreSettlement };
interface Body {
  readonly batchNo: string;
  readonly messageNo: string;
  readonly messageNos: readonly string[];
  readonly settlementId: string;
}

export const insuredFact = ({ settlementId, messageNo, split, settledAt }: CentreSettlement): Fact =>
  ({
    kind: 'insured',
    id: `insured.${settlementId}`,
    settled: { settlementId, messageNo, split, settledAt, clearing: { office: '', way: '', type: '' }, signNo: null },
  }) as Fact;

const insured = (settlement: CentreSettlement): Heard => ({ fact: insuredFact(settlement), heard: 'settled' });

const unanswered = (
  call: Call,
  kind: string,
  arm: { arm: 'silent'; reason: string } | { arm: 'rejected'; code: string; reason: string },
): Heard =>
  arm.arm === 'silent'
    ? { silent: arm.reason }
    : { fact: { kind, id: `${call.key}.refused`, code: arm.code, reason: arm.reason } as Fact, heard: arm.code };

const FEES = { fullySelfPaidFen: fen(0), overLimitFen: fen(0), firstSelfPaidFen: fen(0), inScopeFen: fen(44_620) };

/** apps/insurance/src/usecases/call-insurer/insurer-calls.ts, every `await` a `yield`. */
export class InsurerCalls {
  constructor(private readonly life: () => Life) {}

  addTo(handlers: Map<string, Handler>): void {
    const again = (make: (activity: Activity) => Talk) => ({ send: make, ask: make });
    const bound = (minutes: number) => ({ askAfterMs: LADDER_MS, caseAfterMs: minutes * MINUTE });
    handlers.set('insurer.register', { ...again((one) => this.register(one)), ...bound(5) });
    handlers.set('insurer.quote', { send: (one) => this.quote(one, false), ask: (one) => this.quote(one, true), ...bound(5) });
    handlers.set('insurer.settle', { send: (one) => this.settle(one), ask: (one) => this.askSettled(one), ...bound(5) });
    handlers.set('insurer.reverse', { ...again((one) => this.reverse(one)), ...bound(15) });
    handlers.set('insurer.release', {
      ...again((one) => this.release(one)),
      askAfterMs: [5, 30, 300].map((s) => s * SECOND),
      caseAfterMs: null,
    });
  }

  private say<T>(verb: string, about: string, act: () => Arm<T>, fickle: (() => Arm<T>) | null = null) {
    return this.life().toCentre.say<T>({ verb, about, act, timeoutMs: TIMEOUT_MS, guarded: true, fickle, lateMs: CENTRE_MAX_MS });
  }

  /** 1101, 2001, 2201, 2203. */
  private *register({ call }: Activity): Talk {
    const { centre } = this.life();
    for (const read of ['1101', '2001']) {
      const known = yield* this.say(read, '', () => ({ arm: 'accepted', value: {} }) as const);
      if (known.arm !== 'accepted') return unanswered(call, 'registerRefused', known);
    }
    const registered = yield* this.say('2201', '', () => centre.register());
    if (registered.arm !== 'accepted') return unanswered(call, 'registerRefused', registered);
    const described = yield* this.say('2203', '', () => ({ arm: 'accepted', value: {} }) as const);
    if (described.arm !== 'accepted') return unanswered(call, 'registerRefused', described);
    const visit = { visitId: registered.value.visitId, personNo: 'N1', insuredArea: '450200', registeredByUs: true };
    return { fact: { kind: 'registered', id: call.key, visit } as Fact, heard: 'registered' };
  }

  /** 2204, 2206; after silence 2205 first. */
  private *quote({ call }: Activity, afterSilence: boolean): Talk {
    const { centre } = this.life();
    const { batchNo } = call.payload as unknown as Body;
    if (afterSilence) {
      const cleared = yield* this.say('2205', '', () => centre.remove(batchNo));
      if (cleared.arm !== 'accepted') return unanswered(call, 'quoteRefused', cleared);
    }
    const uploaded = yield* this.say('2204', '', () => centre.upload(batchNo));
    if (uploaded.arm !== 'accepted') return unanswered(call, 'quoteRefused', uploaded);
    const quoted = yield* this.say('2206', '', () => centre.quote(batchNo));
    if (quoted.arm !== 'accepted') return unanswered(call, 'quoteRefused', quoted);
    return { fact: { kind: 'quoted', id: call.key, feeTotals: FEES, split: quoted.value.split } as Fact, heard: 'quoted' };
  }

  private *settle({ call }: Activity, as?: string): Talk {
    const { centre, toCentre, world } = this.life();
    const { batchNo, messageNo } = call.payload as unknown as Body;
    const message = as ?? messageNo;
    const ask = { messageNo: message, orderNo: call.orderNo, batchNo, shownBy: world.now + CENTRE_MAX_MS };
    const settled = yield* toCentre.say({
      verb: '2207',
      about: message,
      act: () => centre.settle(ask),
      timeoutMs: TIMEOUT_MS,
      guarded: true,
      fickle: () => centre.refuse(message),
      lateMs: CENTRE_MAX_MS,
    });
    if (settled.arm === 'accepted') return insured(settled.value);
    if (settled.arm === 'rejected' && settled.code === 'ALREADY_SETTLED') return { silent: settled.code };
    return unanswered(call, 'settleRefused', settled);
  }

  private *askSettled(activity: Activity): Talk {
    const { world } = this.life();
    const { call } = activity;
    const { messageNo } = call.payload as unknown as Body;
    if (world.twisted('blind-resettle')) return yield* this.settle(activity, `${messageNo}.${call.asks}`);
    if (world.twisted('settle-again-same-message')) {
      const { centre } = this.life();
      const revoked = yield* this.say('2601', messageNo, () => centre.revoke(messageNo));
      if (revoked.arm !== 'accepted') return { silent: revoked.arm };
      return yield* this.settle(activity);
    }
    return yield* this.findSettled(call, messageNo);
  }

  /** 5203; not found proves nothing before the centre's longest time has passed since the last instant the 2207 may have left. */
  private *findSettled(call: Call, messageNo: string): Talk {
    const { centre, world } = this.life();
    const { messageNos } = call.payload as unknown as Body;
    const ask = (no: string) => this.say<Found>('5203', no, () => centre.find(no));
    const found = yield* ask(messageNo);
    if (found.arm !== 'accepted') return { silent: found.reason };
    if (found.value.found && !found.value.reversed) return insured(found.value.settlement);
    const revokedFact: Heard = { fact: { kind: 'revoked', id: `${call.key}.revoked`, messageNo } as Fact, heard: 'nothing stands' };
    if (found.value.found) return revokedFact;
    // A message of this generation that was refused may have been executed by a duplicate: then the batch is settled already.
    for (const earlier of world.twisted('only-the-last-message') ? [] : messageNos.slice(0, -1)) {
      const other = yield* ask(earlier);
      if (other.arm !== 'accepted') return { silent: other.reason };
      if (other.value.found && !other.value.reversed) return insured(other.value.settlement);
    }
    if (world.twisted('not-found-is-refused')) return unanswered(call, 'settleRefused', { arm: 'rejected', code: 'NOT_FOUND', reason: '' });
    if (world.now < this.patienceEnds(call)) return { silent: 'not found yet' };
    const revoked = yield* this.say('2601', messageNo, () => centre.revoke(messageNo));
    if (revoked.arm === 'silent') return { silent: revoked.reason };
    const last = yield* ask(messageNo);
    if (last.arm !== 'accepted') return { silent: last.reason };
    if (last.value.found && !last.value.reversed) {
      return revoked.arm === 'rejected' ? insured(last.value.settlement) : { silent: 'revoked, and still standing' };
    }
    return revokedFact;
  }

  /** A paused sender may still have sent within its lease. */
  private patienceEnds({ committedAt, openedAt }: Call): number {
    const { world } = this.life();
    if (world.twisted('no-patience')) return 0;
    if (world.twisted('patience-from-the-intent')) return committedAt + CENTRE_MAX_MS;
    return openedAt + LEASE_MS + CENTRE_MAX_MS;
  }

  /** 2208, repeated while silent. */
  private *reverse({ call }: Activity): Talk {
    const { centre, world } = this.life();
    const { settlementId } = call.payload as unknown as Body;
    if (world.twisted('reversal-revoked') && call.asks > 0) {
      yield* this.say('2601-of-2208', settlementId, () => centre.revokeReversal(settlementId));
    }
    const reversed = yield* this.say(
      '2208',
      settlementId,
      () => centre.reverse(call.orderNo, settlementId),
      () => centre.refuse(settlementId),
    );
    if (world.twisted('silent-reversal-is-done') && reversed.arm === 'silent') {
      return { fact: { kind: 'reversed', id: call.key, reversedAt: world.now } as Fact, heard: 'silent' };
    }
    if (reversed.arm !== 'accepted') return unanswered(call, 'reverseRefused', reversed);
    return { fact: { kind: 'reversed', id: call.key, reversedAt: reversed.value.reversedAt } as Fact, heard: 'reversed' };
  }

  /** 2205. Refused because the batch is settled: a message that was refused has been executed by a duplicate, and is found now. */
  private *release({ call }: Activity): Talk {
    const { centre, world } = this.life();
    const { batchNo, messageNos } = call.payload as unknown as Body;
    const removed = yield* this.say('2205', '', () => centre.remove(batchNo));
    if (removed.arm === 'silent') return { silent: removed.reason };
    if (removed.arm === 'rejected' && !world.twisted('settled-batch-released')) {
      for (const messageNo of messageNos) {
        const found = yield* this.say<Found>('5203', messageNo, () => centre.find(messageNo));
        if (found.arm !== 'accepted') return { silent: found.reason };
        if (found.value.found && !found.value.reversed) return insured(found.value.settlement);
      }
      return { silent: removed.code };
    }
    return { fact: { kind: 'released', id: call.key }, heard: 'released' };
  }
}
