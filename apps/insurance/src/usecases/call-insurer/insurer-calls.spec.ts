import { defineInsurer, type FoundSettlement } from '@meridian/insurer-kit/port';
import { Insurers } from '@meridian/insurer-kit/registry';
import { type Arm, accepted, rejected, silent } from '@meridian/kernel/arm';
import { fen } from '@meridian/kernel/fen';
import type { Engine } from '@meridian/platform/engine/engine';
import type { CallHandler, Heard, OpenCall } from '@meridian/platform/engine/types';
import { LEASE_SECONDS } from '@meridian/platform/engine/worker';
import { Vault } from '@meridian/platform/vault';
import { HttpWire } from '@meridian/plugin-kit/http-wire';
import type { MessageNumbers } from '../../storage/message-numbers';
import { InsurerCalls } from './insurer-calls';

const SECOND = 1000;
const SENT_AT = 60 * SECOND;
const CENTRE_MAX_MS = 180 * SECOND;
const PATIENCE_MS = LEASE_SECONDS * SECOND + CENTRE_MAX_MS;
const SETTLEMENT_NO = '0126112200000000011';
const MESSAGES = ['MSG1', 'MSG2', 'MSG3'];

const vault = new Vault(Buffer.alloc(32, 1));
const feeTotals = { fullySelfPaidFen: fen(0), overLimitFen: fen(0), firstSelfPaidFen: fen(0), inScopeFen: fen(44_620) };

const settledBy = (messageNo: string) => ({
  settlementId: `ST.${messageNo}`,
  messageNo,
  settledAt: SENT_AT,
  split: {
    totalFen: fen(44_620),
    fundFen: fen(2060),
    accountFen: fen(30_000),
    mutualAidFen: fen(0),
    cashFen: fen(12_560),
    hospitalFen: fen(0),
    adjustFen: fen(0),
  },
  feeTotals,
  deductibleFen: fen(0),
  clearing: { office: '450200', way: '1', type: '11' },
});

/** A centre at which some messages have settled, and which takes fees back as it is told to. */
class ScriptedCentre {
  now = SENT_AT;
  /** What was said to it, in order. */
  readonly said: string[] = [];
  readonly settled = new Map<string, 'standing' | 'reversed'>();
  removes: Arm<Record<string, never>> = accepted({});
  onRevoke: () => void = () => undefined;
  /** The messages that 5203 says nothing about. */
  readonly mute = new Set<string>();

  private find(messageNo: string): Arm<FoundSettlement> {
    if (this.mute.has(messageNo)) return silent('TIMEOUT');
    const state = this.settled.get(messageNo);
    return accepted(state ? { found: true, reversed: state === 'reversed', settlement: settledBy(messageNo) } : { found: false });
  }

  private say<T>(words: string, arm: Arm<T>): Promise<Arm<T>> {
    this.said.push(words);
    return Promise.resolve(arm);
  }

  /** The handlers of insurance's calls, as the engine is given them. */
  handlers(): Map<string, CallHandler> {
    const national = defineInsurer({
      insurer: 'national',
      can: ['findSettlement', 'revokeSettle', 'removeFees', 'cancelVisit'],
      profile: { centreMaxProcessingMs: CENTRE_MAX_MS, dayCutOff: '23:30' },
      sensitive: [],
      messageNo: (_at, sequence) => `OWN${sequence}`,
      operations: {
        findSettlement: ({ settleMessageNo }) => this.say(`5203 ${settleMessageNo}`, this.find(settleMessageNo)),
        revokeSettle: ({ settleMessageNo }) => {
          this.onRevoke();
          return this.say(`2601 ${settleMessageNo}`, accepted({}));
        },
        removeFees: () => this.say('2205', this.removes),
        cancelVisit: () => this.say('2202', accepted({})),
      },
    });
    const clock = { now: () => this.now };
    const insurers = new Insurers([national], { http: new HttpWire(clock), clock, nonce: () => '0'.repeat(32) });
    const numbers = { next: async () => 'OWN' } as unknown as MessageNumbers;
    const handlers = new Map<string, CallHandler>();
    const engine = {
      makes(kind: string, handler: CallHandler) {
        handlers.set(kind, handler);
        return this;
      },
    };
    new InsurerCalls({ insurers, numbers, vault }, clock).addTo(engine as unknown as Engine);
    return handlers;
  }
}

function call(kind: string, payload: object): OpenCall {
  const insurance = {
    insurer: 'national',
    credentialType: '02',
    credentialSealed: vault.seal('45020019900101001X', 'insurance-credential'),
    insuranceType: '310',
    medicalType: '11',
  };
  const visit = { visitId: 'M1', personNo: 'N1', insuredArea: '450200', registeredByUs: true };
  const about = { bill: { insurance, visitNo: 'V1', totalFen: 44_620 }, visit, batchNo: `${SETTLEMENT_NO}1` };
  return {
    key: `${SETTLEMENT_NO}.call`,
    aggregate: 'settlement',
    aggregateId: SETTLEMENT_NO,
    orderNo: SETTLEMENT_NO.slice(0, 18),
    kind,
    payload: { ...about, ...payload },
    lane: null,
    held: false,
    epoch: 1,
    asks: 1,
    takenOver: 0,
    openedAt: SENT_AT,
    traceparent: null,
  };
}

const never = (): number => Number.POSITIVE_INFINITY;
const standing = (messageNo: string) => ({ fact: { kind: 'insured', settled: { settlementId: `ST.${messageNo}`, messageNo } } });
const questions = (messages: readonly string[]): string[] => messages.map((messageNo) => `5203 ${messageNo}`);

let centre: ScriptedCentre;
let handlers: Map<string, CallHandler>;
beforeEach(() => {
  centre = new ScriptedCentre();
  handlers = centre.handlers();
});

const ask = async (kind: string, payload: object): Promise<Heard> =>
  (handlers.get(kind) as CallHandler).ask(call(kind, payload), never(), never);

describe('a 2207 without an answer', () => {
  const asked = (messageNos = MESSAGES, afterMs = 0): Promise<Heard> => {
    centre.now = SENT_AT + afterMs;
    return ask('insurer.settle', { messageNo: messageNos.at(-1), messageNos, feeTotals });
  };

  it('is found by its own message', async () => {
    centre.settled.set('MSG3', 'standing');
    expect(await asked()).toMatchObject(standing('MSG3'));
    expect(centre.said).toEqual(['5203 MSG3']);
  });

  it.each(['MSG1', 'MSG2'])('is found by %s, which was refused and then executed by a duplicate', async (earlier) => {
    centre.settled.set(earlier, 'standing');
    expect(await asked()).toMatchObject(standing(earlier));
    expect(centre.said.filter((words) => words.startsWith('2601'))).toEqual([]);
  });

  it('is not over while 5203 is silent about an earlier message', async () => {
    centre.mute.add('MSG1');
    expect(await asked(MESSAGES, PATIENCE_MS)).toMatchObject({ silent: 'TIMEOUT' });
    expect(centre.said).toEqual(questions(['MSG3', 'MSG1']));
  });

  it.each([0, CENTRE_MAX_MS, PATIENCE_MS - 1])('proves nothing by not being found %s ms after the intent', async (afterMs) => {
    expect(await asked(MESSAGES, afterMs)).toMatchObject({ silent: 'not found yet' });
    expect(centre.said).toEqual(questions(['MSG3', 'MSG1', 'MSG2']));
  });

  it('is taken back when it may have left a lease after the intent, and even then can come no more', async () => {
    expect(await asked(['MSG1'], PATIENCE_MS)).toMatchObject({ fact: { kind: 'revoked', messageNo: 'MSG1' } });
    expect(centre.said).toEqual(['5203 MSG1', '2601 MSG1', '5203 MSG1']);
  });

  it('has come to nothing when it is found and taken back', async () => {
    centre.settled.set('MSG3', 'reversed');
    expect(await asked()).toMatchObject({ fact: { kind: 'revoked', messageNo: 'MSG3' } });
  });

  it('that is shown only after 2601 was accepted stays unknown', async () => {
    centre.onRevoke = () => centre.settled.set('MSG1', 'standing');
    expect(await asked(['MSG1'], PATIENCE_MS)).toMatchObject({ silent: 'revoked, and still standing' });
  });
});

describe('taking a batch back', () => {
  const released = (messageNos = MESSAGES): Promise<Heard> => ask('insurer.release', { messageNos, cancelVisit: true });

  it('gives the visit back too', async () => {
    expect(await released()).toMatchObject({ fact: { kind: 'released' } });
    expect(centre.said).toEqual(['2205', '2202']);
  });

  it('refused for another reason is over: no money stands by that', async () => {
    centre.removes = rejected('INSURER_REFUSED', 'no');
    expect(await released()).toMatchObject({ fact: { kind: 'released' }, heard: 'INSURER_REFUSED' });
  });

  it.each(MESSAGES)('that is settled finds what stands by %s', async (messageNo) => {
    centre.removes = rejected('ALREADY_SETTLED', '');
    centre.settled.set(messageNo, 'standing');
    expect(await released()).toMatchObject(standing(messageNo));
    expect(centre.said).toEqual(['2205', ...questions(MESSAGES.slice(0, MESSAGES.indexOf(messageNo) + 1))]);
  });

  it('that is settled, with nothing shown yet, is asked about again; it is not released', async () => {
    centre.removes = rejected('ALREADY_SETTLED', '');
    expect(await released()).toMatchObject({ silent: 'ALREADY_SETTLED' });
    expect(centre.said).toEqual(['2205', ...questions(MESSAGES)]);
  });

  it('that is settled stays open while 5203 is silent', async () => {
    centre.removes = rejected('ALREADY_SETTLED', '');
    centre.mute.add('MSG2');
    expect(await released()).toMatchObject({ silent: 'TIMEOUT' });
  });
});
