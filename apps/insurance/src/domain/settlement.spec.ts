import { fen } from '@meridian/kernel/fen';
import { alarm, type Decision, revert, to, unreachable } from '@meridian/kernel/machine';
import { type Split, splitError } from '@meridian/kernel/split';
import fc from 'fast-check';
import { type Bill, type CentreRefused, type CentreVisit, newSettlement, type Settlement, type SettlementFact } from './settlement';
import { decideSettlement } from './settlement.decide';
import { FACTS, SETTLEMENT_MOVES, type SettlementState, STATES } from './settlement.states';

const NO = '0126112200000000011';

const split: Split = {
  totalFen: fen(44_620),
  fundFen: fen(2060),
  accountFen: fen(30_000),
  mutualAidFen: fen(0),
  cashFen: fen(12_560),
  hospitalFen: fen(0),
  adjustFen: fen(0),
};
const bill: Bill = {
  hospitalId: 'H1',
  visitNo: 'V1',
  visitStartedAt: 0,
  doctor: { code: 'D1', name: '' },
  department: { code: 'K1', name: '', category: 'A' },
  diagnoses: [],
  insurance: { insurer: 'national', credentialType: '02', credentialSealed: 'sealed', insuranceType: '310', medicalType: '11' },
  lines: [],
  totalFen: fen(44_620),
  useAccount: true,
};
const visit: CentreVisit = { visitId: 'M1', personNo: 'N1', insuredArea: '450200', registeredByUs: true };
const feeTotals = { fullySelfPaidFen: fen(0), overLimitFen: fen(0), firstSelfPaidFen: fen(0), inScopeFen: fen(44_620) };

const quoteAsked = (known: CentreVisit | null = null, id = 'K.quote1'): SettlementFact => ({ kind: 'quoteAsked', id, bill, visit: known });
const registered: SettlementFact = { kind: 'registered', id: 'registered', visit };
const quoted: SettlementFact = { kind: 'quoted', id: 'quoted', feeTotals, split };
const settleAsked = (fingerprint = '1.1.44620.2060.30000.0.12560.0.account', messageNo = 'MSG1'): SettlementFact => ({
  kind: 'settleAsked',
  id: `K.settle.${messageNo}`,
  fingerprint,
  messageNo,
});
const insured: SettlementFact = {
  kind: 'insured',
  id: 'insured.ST1',
  settled: { settlementId: 'ST1', messageNo: 'MSG1', split, settledAt: 5, clearing: { office: '', way: '', type: '' }, signNo: null },
};
const no = (kind: CentreRefused['kind'], code = 'INSURER_REFUSED'): SettlementFact => ({ kind, id: `${kind}.${code}`, code, reason: code });
const reverseAsked: SettlementFact = { kind: 'reverseAsked', id: 'K.reverse' };
const reversed: SettlementFact = { kind: 'reversed', id: 'reversed', reversedAt: 9 };
const revoked: SettlementFact = { kind: 'revoked', id: 'revoked', messageNo: 'MSG1' };
const released: SettlementFact = { kind: 'released', id: 'released' };

type Step = readonly [fact: SettlementFact, state: SettlementState, commands: string];

function play(...steps: readonly Step[]): Decision<Settlement> {
  let last: Decision<Settlement> | undefined;
  const done: string[] = [];
  for (const [fact, state, commands] of steps) {
    last = decideSettlement(last?.state ?? newSettlement(NO, NO.slice(0, 18), 1), fact, 60_000);
    done.push(fact.kind);
    expect([done, last.state.state, last.commands.map(({ kind }) => kind).join(' ')]).toEqual([done, state, commands]);
  }
  if (!last) throw new Error('an empty story');
  return last;
}

const told = ({ announcements }: Decision<Settlement>): string[] => announcements.map(({ subject }) => subject.split('.')[2] ?? '');

const TO_QUOTED: readonly Step[] = [
  [quoteAsked(), 'REGISTERING', 'insurer.register'],
  [registered, 'QUOTING', 'insurer.quote'],
  [quoted, 'QUOTED', ''],
];
const TO_SETTLING: readonly Step[] = [...TO_QUOTED, [settleAsked(), 'SETTLING', 'insurer.settle']];
const TO_SETTLED: readonly Step[] = [...TO_SETTLING, [insured, 'SETTLED', '']];
const TO_REVERSING: readonly Step[] = [...TO_SETTLED, [reverseAsked, 'REVERSING', 'insurer.reverse']];
const TO_REVERSED: readonly Step[] = [...TO_REVERSING, [reversed, 'REVERSED', 'insurer.release']];

describe('the grid of the settlement', () => {
  it('answers every fact in every state, with states of its own, and reaches all of them', () => {
    expect(Object.keys(SETTLEMENT_MOVES).sort()).toEqual([...STATES].sort());
    for (const state of STATES) {
      expect(Object.keys(SETTLEMENT_MOVES[state]).sort()).toEqual([...FACTS].sort());
      for (const fact of FACTS) {
        const cell = SETTLEMENT_MOVES[state][fact];
        if (cell.rule === 'move') expect(STATES).toEqual(expect.arrayContaining([...cell.to]));
      }
    }
    expect(unreachable(SETTLEMENT_MOVES, ['NEW'])).toEqual([]);
  });

  it('a settlement found where none may stand is reversed, never ignored', () => {
    expect([SETTLEMENT_MOVES.RELEASING.insured, SETTLEMENT_MOVES.REVERSED.insured]).toEqual([to('REVERSING'), revert]);
    // Nothing was ever sent for a tombstone.
    expect(SETTLEMENT_MOVES.VOID.insured).toEqual(alarm);
  });
});

describe('a settlement', () => {
  it('is registered, quoted, settled, reversed and tidied up', () => {
    const last = play(...TO_REVERSED, [released, 'REVERSED', '']);
    expect(last.rule).toBe('replay');
    expect([told(play(...TO_SETTLED)), told(play(...TO_REVERSED))]).toEqual([['settlement-insured'], ['settlement-reversed']]);
  });

  it('needs no registration where the HIS has done it, and does not take back what is not ours', () => {
    const theirs = { ...visit, registeredByUs: false };
    const last = play(
      [quoteAsked(theirs), 'QUOTING', 'insurer.quote'],
      [quoted, 'QUOTED', ''],
      [reverseAsked, 'RELEASING', 'insurer.release'],
    );
    expect(last.commands[0]?.payload).toMatchObject({ cancelVisit: false });
  });

  it('quoted again uploads another batch and takes the one before it back', () => {
    const last = play(...TO_QUOTED, [quoteAsked(null, 'K.quote2'), 'QUOTING', 'insurer.release insurer.quote']);
    expect(last.commands.map(({ payload }) => payload.batchNo)).toEqual([`${NO}1`, `${NO}2`]);
  });

  it('refused at registration can be quoted again: registering anew is another call', () => {
    const last = play(
      ...TO_QUOTED.slice(0, 1),
      [no('registerRefused'), 'REFUSED', ''],
      [quoteAsked(null, 'K.quote2'), 'REGISTERING', 'insurer.register'],
    );
    expect(last.commands[0]?.key).toBe(`${NO}.register2`);
  });

  it('is refused for another quote than the one agreed to', () => {
    expect(play(...TO_QUOTED, [settleAsked('other'), 'QUOTED', '']).code).toBe('QUOTE_STALE');
  });

  it('refused by the centre stays quoted; another try has its own message and call', () => {
    const last = play(...TO_SETTLING, [no('settleRefused'), 'QUOTED', ''], [settleAsked(undefined, 'MSG2'), 'SETTLING', 'insurer.settle']);
    expect(last.commands[0]).toMatchObject({ key: `${NO}.settle2`, payload: { messageNo: 'MSG2' } });
  });

  it('refused, and executed by a duplicate of the message: it stands and is announced; who gave it up takes it back', () => {
    const found: readonly Step[] = [...TO_SETTLING, [no('settleRefused'), 'QUOTED', ''], [insured, 'SETTLED', '']];
    expect(told(play(...found))).toEqual(['settlement-insured']);
    const last = play(...TO_SETTLING, [no('settleRefused'), 'QUOTED', ''], [reverseAsked, 'RELEASING', 'insurer.release']);
    expect(last.commands[0]?.payload).toMatchObject({ messageNos: ['MSG1'] });
  });

  it('is one insurer write a person at a time: settle and reverse share the lane', () => {
    const lanes = [play(...TO_SETTLING), play(...TO_REVERSING)].map(({ commands }) => commands[0]?.lane);
    expect(lanes).toEqual(['national:N1', 'national:N1']);
  });

  it('asked to reverse before anything came is a tombstone', () => {
    expect(play([reverseAsked, 'VOID', ''], [quoteAsked(), 'VOID', '']).code).toBe('SETTLEMENT_REVERSED');
  });

  it.each<[string, readonly Step[]]>([
    [
      'registering',
      [
        [quoteAsked(), 'REGISTERING', 'insurer.register'],
        [reverseAsked, 'REGISTERING', ''],
        [registered, 'RELEASING', 'insurer.release'],
      ],
    ],
    [
      'registering, refused',
      [
        [quoteAsked(), 'REGISTERING', 'insurer.register'],
        [reverseAsked, 'REGISTERING', ''],
        [no('registerRefused'), 'REVERSED', ''],
      ],
    ],
    [
      'quoting',
      [...TO_QUOTED.slice(0, 2), [reverseAsked, 'QUOTING', ''], [quoted, 'RELEASING', 'insurer.release'], [released, 'REVERSED', '']],
    ],
    ['quoting, refused', [...TO_QUOTED.slice(0, 2), [reverseAsked, 'QUOTING', ''], [no('quoteRefused'), 'RELEASING', 'insurer.release']]],
    [
      'settling',
      [
        ...TO_SETTLING,
        [reverseAsked, 'SETTLING', ''],
        [insured, 'REVERSING', 'insurer.reverse'],
        [reversed, 'REVERSED', 'insurer.release'],
      ],
    ],
    ['settling, refused', [...TO_SETTLING, [reverseAsked, 'SETTLING', ''], [no('settleRefused'), 'RELEASING', 'insurer.release']]],
    ['settling, proven absent', [...TO_SETTLING, [reverseAsked, 'SETTLING', ''], [revoked, 'REVERSED', 'insurer.release']]],
  ])('asked to reverse while %s: noted, and acted on with the answer', (_name, steps) => {
    play(...steps);
  });

  it('proven absent after the longest processing time: provisional, and must net to zero', () => {
    const last = play(...TO_SETTLING, [revoked, 'REVERSED', 'insurer.release']);
    expect(last.announcements).toMatchObject([{ data: { messageNo: 'MSG1', provisional: true } }]);
  });

  it('executed after it was given up: announced, reversed at once, and the reversal announced', () => {
    const late: readonly Step[] = [...TO_SETTLING, [revoked, 'REVERSED', 'insurer.release'], [insured, 'REVERSED', 'insurer.reverse']];
    expect(told(play(...late))).toEqual(['settlement-insured']);
    expect(told(play(...late, [reversed, 'REVERSED', 'insurer.release']))).toEqual(['settlement-reversed']);
  });

  it('executed while its rows are being taken back: announced, reversed, and the reversal announced', () => {
    const late: readonly Step[] = [
      ...TO_SETTLING,
      [reverseAsked, 'SETTLING', ''],
      [no('settleRefused'), 'RELEASING', 'insurer.release'],
      [insured, 'REVERSING', 'insurer.reverse'],
    ];
    expect(told(play(...late))).toEqual(['settlement-insured']);
    expect(told(play(...late, [released, 'REVERSING', ''], [reversed, 'REVERSED', 'insurer.release']))).toEqual(['settlement-reversed']);
    expect(told(play(...late, [reversed, 'REVERSED', 'insurer.release'], [released, 'REVERSED', '']))).toEqual([]);
  });

  it('whose reversal is refused stands, and a person is called', () => {
    const last = play(...TO_REVERSING, [no('reverseRefused', 'REVERSAL_REFUSED'), 'SETTLED', '']);
    expect([last.state.reverseAsked, last.cases.map(({ reason }) => reason)]).toEqual([false, ['reversal-refused']]);
    const again = play(...TO_REVERSING, [no('reverseRefused'), 'SETTLED', ''], [reverseAsked, 'REVERSING', 'insurer.reverse']);
    expect(again.commands[0]?.key).toBe(`${NO}.reverse2`);
  });

  it('executed late and not taken back by the centre calls a person too', () => {
    const late: readonly Step[] = [
      ...TO_SETTLING,
      [revoked, 'REVERSED', 'insurer.release'],
      [insured, 'REVERSED', 'insurer.reverse'],
      [no('reverseRefused', 'REVERSAL_REFUSED'), 'REVERSED', ''],
    ];
    expect(play(...late).cases.map(({ reason }) => reason)).toEqual(['reversal-refused']);
  });

  it('a refusal that comes after the settlement was found is old news', () => {
    expect(play(...TO_SETTLED, [no('settleRefused'), 'SETTLED', '']).rule).toBe('replay');
    expect(play(...TO_REVERSING, [no('settleRefused'), 'REVERSING', '']).rule).toBe('replay');
  });
});

describe('over any sequence of facts', () => {
  const facts: readonly SettlementFact[] = [
    quoteAsked(),
    quoteAsked(visit),
    registered,
    quoted,
    settleAsked(),
    insured,
    ...(['registerRefused', 'quoteRefused', 'settleRefused', 'reverseRefused'] as const).map((kind) => no(kind)),
    reverseAsked,
    reversed,
    revoked,
    released,
  ];

  const wrongIn = (before: Settlement, fact: SettlementFact, { rule, state }: Decision<Settlement>): string | undefined => {
    const cell = SETTLEMENT_MOVES[before.state][fact.kind];
    if (rule === 'move' && !(cell.rule === 'move' && cell.to.includes(state.state))) return `to ${state.state}`;
    if (rule !== 'move' && state.state !== before.state) return `${rule} to ${state.state}`;
    if (state.split && splitError(state.split) !== 0) return 'a broken split';
    if (state.state === 'SETTLED' && !state.settled) return 'settled without a settlement';
    return undefined;
  };

  it('moves as the cell allows; figures add up; one 2207 in flight; keys used once', () => {
    const wrong = (draws: readonly number[]): string | undefined => {
      let settlement = newSettlement(NO, NO.slice(0, 18), 1);
      const keys = new Set<string>();
      for (const draw of draws) {
        const drawn = facts[draw] as SettlementFact;
        const fact = drawn.kind === 'settleAsked' ? { ...drawn, fingerprint: settlement.fingerprint ?? '' } : drawn;
        const decision = decideSettlement(settlement, fact, 1000);
        const found = wrongIn(settlement, fact, decision);
        if (found) return `${settlement.state} ${fact.kind}: ${found}`;
        for (const { key, kind } of decision.commands) {
          if (keys.has(key) && kind !== 'insurer.release') return `${key} twice`;
          keys.add(key);
        }
        if (decision.commands.some(({ kind }) => kind === 'insurer.settle') && settlement.state !== 'QUOTED') return 'a second 2207';
        settlement = decision.state;
      }
      return undefined;
    };
    fc.assert(
      fc.property(fc.array(fc.nat(facts.length - 1), { maxLength: 30 }), (draws) => expect(wrong([0, ...draws])).toBeUndefined()),
      { numRuns: 3000 },
    );
  });
});
