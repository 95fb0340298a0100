import { fen } from '@meridian/kernel/fen';
import { type Decision, unreachable } from '@meridian/kernel/machine';
import fc from 'fast-check';
import { type Collection, type CollectionFact, newCollection, type RefundHeard, refundableFen } from './collection';
import { decideCollection } from './collection.decide';
import { COLLECTION_MOVES, type CollectionState, FACTS, STATES } from './collection.states';

const NO = '0126112200000000011';
const DUE = 12_560;
const number = (attempt: number) => `${NO}10${attempt}`;

const ask = (key = 'K1'): CollectionFact => ({
  kind: 'openAsked',
  id: key,
  hospitalId: 'H1',
  applicationId: 'app',
  merchantId: 'M1',
  amountFen: fen(DUE),
  description: '',
  channel: 'wechat',
  product: 'JSAPI',
  payerId: 'openid',
  expiresAt: 900_000,
});
const opened = (attempt = 1): CollectionFact => ({
  kind: 'opened',
  id: `${number(attempt)}.open`,
  outTradeNo: number(attempt),
  prepayId: 'prepay',
  clientParameters: {},
  validUntil: 900_000,
});
const rejected = (attempt = 1): CollectionFact => ({
  kind: 'openRejected',
  id: `${number(attempt)}.open`,
  outTradeNo: number(attempt),
  code: 'REQUEST_INVALID',
  reason: '',
});
const paid = (attempt = 1, transactionId = `T${attempt}`, amountFen = DUE): CollectionFact => ({
  kind: 'paid',
  id: `wechat.${transactionId}`,
  outTradeNo: number(attempt),
  transactionId,
  amountFen: fen(amountFen),
  paidAt: 60_000,
});
const dead = (attempt = 1): CollectionFact => ({ kind: 'dead', id: `${number(attempt)}.dead`, outTradeNo: number(attempt) });
const windowEnded: CollectionFact = { kind: 'windowEnded', id: 'window', outTradeNo: number(1) };
const closeAsked: CollectionFact = { kind: 'closeAsked', id: 'close' };
const refundAsked = (refundNo = 'r1', amountFen = DUE): CollectionFact => ({
  kind: 'refundAsked',
  id: `ask.${refundNo}`,
  refundNo,
  amountFen: fen(amountFen),
  reason: 'asked',
});
const heard = (kind: RefundHeard['kind'], tryNo = 1, sequence = 0): RefundHeard => {
  const outRefundNo = `${NO}R0${sequence}${tryNo}`;
  return {
    kind,
    id: `${outRefundNo}.${kind}`,
    outRefundNo,
    succeededAt: 120_000,
    code: kind === 'refundFailed' ? 'REFUND_ABNORMAL' : null,
  };
};

type Step = readonly [fact: CollectionFact, state: CollectionState, commands: string];

function play(...steps: readonly Step[]): Decision<Collection> {
  let last: Decision<Collection> | undefined;
  const done: string[] = [];
  for (const [fact, state, commands] of steps) {
    last = decideCollection(last?.state ?? newCollection(NO, NO.slice(0, 18), 1), fact, 60_000);
    done.push(fact.kind);
    expect([done, last.state.state, last.commands.map(({ kind }) => kind).join(' ')]).toEqual([done, state, commands]);
  }
  if (!last) throw new Error('an empty story');
  return last;
}

const subjects = (decision: Decision<Collection>): string[] => decision.announcements.map(({ subject }) => subject.split('.')[2] ?? '');

const TO_OPEN: readonly Step[] = [
  [ask(), 'OPENING', 'channel.open channel.watch'],
  [opened(), 'OPEN', ''],
];
const TO_CAPTURED: readonly Step[] = [...TO_OPEN, [paid(), 'CAPTURED', '']];
const TO_CLOSED: readonly Step[] = [...TO_OPEN, [closeAsked, 'CLOSING', 'channel.close'], [dead(), 'CLOSED', '']];

describe('the grid of the collection', () => {
  it('answers every fact in every state, with states of its own', () => {
    expect(Object.keys(COLLECTION_MOVES).sort()).toEqual([...STATES].sort());
    for (const state of STATES) {
      expect(Object.keys(COLLECTION_MOVES[state]).sort()).toEqual([...FACTS].sort());
      for (const fact of FACTS) {
        const cell = COLLECTION_MOVES[state][fact];
        if (cell.rule === 'move') expect(STATES).toEqual(expect.arrayContaining([...cell.to]));
      }
    }
  });

  it('reaches every state from NEW, and nothing leaves money behind: CAPTURED and CLOSED are ends', () => {
    expect(unreachable(COLLECTION_MOVES, ['NEW'])).toEqual([]);
    for (const end of ['CAPTURED', 'CLOSED'] as const) {
      const targets = FACTS.flatMap((fact) => {
        const cell = COLLECTION_MOVES[end][fact];
        return cell.rule === 'move' ? [...cell.to] : [];
      });
      expect([...new Set(targets)]).toEqual([end]);
    }
  });
});

describe('a collection', () => {
  it('is opened, watched, paid', () => {
    const last = play(...TO_CAPTURED);
    expect([subjects(last), last.overtaken]).toEqual([
      ['payment-captured'],
      [`${number(1)}.watch`, `${number(1)}.open`, `${number(1)}.close`],
    ]);
  });

  it('is paid before its order call was answered', () => {
    play(...TO_OPEN.slice(0, 1), [paid(), 'CAPTURED', ''], [opened(), 'CAPTURED', '']);
  });

  it('takes the same money once, told by callback, query and close', () => {
    const last = play(...TO_CAPTURED, [paid(), 'CAPTURED', '']);
    expect([last.rule, last.state.captures]).toEqual(['replay', [expect.objectContaining({ transactionId: 'T1', surplus: false })]]);
  });

  it('rejected and then paid after all (a duplicate of the request was taken): the money counts', () => {
    const last = play(...TO_OPEN.slice(0, 1), [rejected(), 'REJECTED', ''], [paid(), 'CAPTURED', '']);
    expect(last.state.captures[0]?.surplus).toBe(false);
  });

  it('rejected, opened again under a new number, and paid under the old one: the new number is closed', () => {
    const again: readonly Step[] = [
      ...TO_OPEN.slice(0, 1),
      [rejected(), 'REJECTED', ''],
      [ask('K2'), 'OPENING', 'channel.open channel.watch'],
      [opened(2), 'OPEN', ''],
      [paid(1), 'CAPTURED', 'channel.close'],
    ];
    expect(play(...again)).toMatchObject({
      commands: [{ key: `${number(2)}.close` }],
      overtaken: [...['watch', 'open', 'close'].map((call) => `${number(1)}.${call}`), `${number(2)}.watch`],
    });
    const second = play(...again, [paid(2), 'CAPTURED', 'channel.refund']);
    expect(second.state.captures.map(({ surplus }) => surplus)).toEqual([false, true]);
  });

  it('gives a second payment back in full, without asking', () => {
    const last = play(...TO_CAPTURED, [paid(1, 'T2'), 'CAPTURED', 'channel.refund']);
    expect([last.rule, subjects(last)]).toEqual(['revert', ['payment-captured', 'refund-committed']]);
    expect(last.state.refunds).toMatchObject([{ amountFen: DUE, surplus: true, state: 'REQUESTED' }]);
  });

  it('gives money back that came after it was closed', () => {
    const last = play(...TO_CLOSED, [paid(), 'CLOSED', 'channel.refund'], [heard('refundSucceeded'), 'CLOSED', '']);
    expect(subjects(last)).toEqual(['refund-succeeded']);
    expect(last.state.captures[0]?.surplus).toBe(true);
  });

  it('gives money of another amount back and calls a person', () => {
    const last = play(...TO_OPEN, [paid(1, 'T1', DUE - 1), 'OPEN', 'channel.refund']);
    expect(last.cases.map(({ reason }) => reason)).toEqual(['capture-amount-differs']);
  });

  it('does not wait for a close that money of another amount has answered', () => {
    const last = play(...TO_OPEN, [closeAsked, 'CLOSING', 'channel.close'], [paid(1, 'T1', DUE - 1), 'CLOSED', 'channel.refund']);
    expect(subjects(last)).toEqual(['payment-captured', 'refund-committed', 'collection-dead']);
  });

  it('closes at the channel first; paid while closing is paid', () => {
    expect(subjects(play(...TO_CLOSED))).toEqual(['collection-dead']);
    play(...TO_OPEN, [windowEnded, 'CLOSING', 'channel.close'], [paid(), 'CAPTURED', '']);
  });

  it('is dead only when every number is', () => {
    const two: readonly Step[] = [
      ...TO_OPEN.slice(0, 1),
      [rejected(), 'REJECTED', ''],
      [ask('K2'), 'OPENING', 'channel.open channel.watch'],
      [closeAsked, 'CLOSING', 'channel.close channel.close'],
      [dead(1), 'CLOSING', ''],
    ];
    expect(subjects(play(...two))).toEqual([]);
    expect(subjects(play(...two, [dead(2), 'CLOSED', '']))).toEqual(['collection-dead']);
    play(
      ...TO_OPEN.slice(0, 1),
      [rejected(), 'REJECTED', ''],
      [ask('K2'), 'OPENING', 'channel.open channel.watch'],
      [dead(1), 'OPENING', ''],
    );
  });

  it('asked to close before it was asked to open is a tombstone', () => {
    expect(play([closeAsked, 'CLOSED', ''], [ask(), 'CLOSED', '']).code).toBe('COLLECTION_CLOSED');
  });
});

describe('a refund of a collection', () => {
  const TO_REFUNDING: readonly Step[] = [...TO_CAPTURED, [refundAsked(), 'CAPTURED', 'channel.refund']];

  it('is committed against the capture at once, and done when the channel says so', () => {
    const last = play(
      ...TO_REFUNDING,
      [heard('refundProcessing'), 'CAPTURED', 'channel.watch-refund'],
      [heard('refundSucceeded'), 'CAPTURED', ''],
    );
    expect([subjects(last), refundableFen(last.state, number(1))]).toEqual([['refund-succeeded'], 0]);
  });

  it('never exceeds what was captured, less what is on its way back (money law 9)', () => {
    const last = play(...TO_CAPTURED, [refundAsked('r1', 10_000), 'CAPTURED', 'channel.refund'], [refundAsked('r2', 2561), 'CAPTURED', '']);
    expect(last.code).toBe('REFUND_TOO_LARGE');
  });

  it('asked again is the same refund', () => {
    expect(play(...TO_REFUNDING, [refundAsked(), 'CAPTURED', '']).rule).toBe('replay');
  });

  it('closed by the channel gets a new number, three tries, then a person', () => {
    const last = play(
      ...TO_REFUNDING,
      [heard('refundClosed', 1), 'CAPTURED', 'channel.refund'],
      [heard('refundClosed', 2), 'CAPTURED', 'channel.refund'],
      [heard('refundClosed', 3), 'CAPTURED', ''],
    );
    expect([subjects(last), last.cases.map(({ reason }) => reason)]).toEqual([['refund-failed'], ['refund-failed']]);
  });

  it('closed, and its first answer comes late: old news; money under the closed number is not', () => {
    const again: readonly Step[] = [...TO_REFUNDING, [heard('refundClosed', 1), 'CAPTURED', 'channel.refund']];
    expect(play(...again, [heard('refundProcessing', 1), 'CAPTURED', '']).rule).toBe('replay');
    expect(play(...again, [heard('refundSucceeded', 1), 'CAPTURED', '']).rule).toBe('alarm');
  });

  it('failed calls a person; it keeps its claim on the capture, so nobody pays it out twice', () => {
    const last = play(...TO_REFUNDING, [heard('refundFailed'), 'CAPTURED', '']);
    expect([last.cases.map(({ reason }) => reason), refundableFen(last.state, number(1))]).toEqual([['refund-failed'], 0]);
  });

  it('failed and then succeeded after all (an abnormal one was repaired, a refused one had a duplicate): it is told', () => {
    const last = play(...TO_REFUNDING, [heard('refundFailed'), 'CAPTURED', ''], [heard('refundSucceeded'), 'CAPTURED', '']);
    expect([subjects(last), last.state.refunds[0]?.state]).toEqual([['refund-succeeded'], 'SUCCEEDED']);
  });

  it('is refused where no money came in', () => {
    expect(play(...TO_OPEN, [refundAsked(), 'OPEN', '']).code).toBe('COLLECTION_UNKNOWN');
    expect(play(...TO_CLOSED, [refundAsked(), 'CLOSED', '']).code).toBe('COLLECTION_UNKNOWN');
  });
});

describe('over any sequence of facts', () => {
  type Draw = readonly [which: number, attempt: number, other: number];
  const facts = ([which, attempt, other]: Draw, step: number): CollectionFact => {
    const all: readonly CollectionFact[] = [
      ask(`K${step}`),
      opened(attempt),
      rejected(attempt),
      paid(attempt, `T${other}`, other === 3 ? 1 : DUE),
      dead(attempt),
      windowEnded,
      closeAsked,
      refundAsked(`r${other}`, other === 2 ? 5000 : DUE),
      heard('refundProcessing', attempt, other),
      heard('refundSucceeded', attempt, other),
      heard('refundClosed', attempt, other),
      heard('refundFailed', attempt, other),
    ];
    return all[which] as CollectionFact;
  };

  const wrongIn = (before: Collection, fact: CollectionFact, { rule, state }: Decision<Collection>): string | undefined => {
    const cell = COLLECTION_MOVES[before.state][fact.kind];
    if (rule === 'move' && !(cell.rule === 'move' && cell.to.includes(state.state))) return `to ${state.state}`;
    if (rule !== 'move' && state.state !== before.state) return `${rule} to ${state.state}`;
    for (const leg of state.legs) {
      const numbers = leg.attempts.map(({ outTradeNo }) => outTradeNo);
      const winners = state.captures.filter((one) => !one.surplus && numbers.includes(one.outTradeNo));
      if (winners.length > 1) return 'two winners of a leg';
      if (new Set(numbers).size !== numbers.length) return 'a number twice';
    }
    const transactions = state.captures.map(({ transactionId }) => transactionId);
    if (new Set(transactions).size !== transactions.length) return 'money twice';
    if (state.captures.some(({ outTradeNo }) => refundableFen(state, outTradeNo) < 0)) return 'more refunded than captured';
    const surplusFen = state.captures.filter((one) => one.surplus).reduce((sum, one) => sum + one.amountFen, 0);
    const backFen = state.refunds.filter((one) => one.surplus).reduce((sum, one) => sum + one.amountFen, 0);
    if (surplusFen !== backFen) return 'surplus money that does not go back';
    if (new Set(state.refunds.map((one) => one.outRefundNo)).size !== state.refunds.length) return 'a refund number twice';
    return undefined;
  };

  it('moves as the cell allows; one winner a leg; refunds within the capture; surplus money back; numbers used once', () => {
    const wrong = (draws: readonly Draw[]): string | undefined => {
      let collection = newCollection(NO, NO.slice(0, 18), 1);
      const keys = new Map<string, string>();
      for (const [step, draw] of draws.entries()) {
        const fact = facts(draw, step);
        const decision = decideCollection(collection, fact, step * 1000);
        const found = wrongIn(collection, fact, decision);
        if (found) return `${collection.state} ${fact.kind}: ${found}`;
        for (const { key, payload } of decision.commands) {
          const body = JSON.stringify(payload);
          if ((keys.get(key) ?? body) !== body && !key.endsWith('.close')) return `${key} with another body`;
          keys.set(key, body);
        }
        collection = decision.state;
      }
      return undefined;
    };
    const draw = fc.tuple(fc.nat(11), fc.integer({ min: 1, max: 3 }), fc.nat(3));
    fc.assert(
      fc.property(fc.array(draw, { maxLength: 30 }), (draws) => expect(wrong([[0, 1, 0], ...draws])).toBeUndefined()),
      { numRuns: 3000 },
    );
  });
});
