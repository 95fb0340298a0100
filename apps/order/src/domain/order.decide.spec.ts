import { fen } from '@meridian/kernel/fen';
import type { Command, Decision } from '@meridian/kernel/machine';
import { type Split, splitError } from '@meridian/kernel/split';
import fc from 'fast-check';
import type { Asking, Order, OrderFact, Refusing } from './order';
import { decideOrder } from './order.decide';
import { ORDER_MOVES, type OrderFactKind, type OrderPhase } from './order.states';

const MINUTE = 60_000;
const PAY_MS = 15 * MINUTE;
const DRAFT_ENDS = 30 * MINUTE;
const ORDER_NO = '012611220000000001';

const split = (cashFen: number): Split => ({
  totalFen: fen(44_620),
  fundFen: fen(44_620 - 30_000 - cashFen),
  accountFen: fen(30_000),
  mutualAidFen: fen(0),
  cashFen: fen(cashFen),
  hospitalFen: fen(0),
  adjustFen: fen(0),
});

const draft: Order = {
  orderNo: ORDER_NO,
  hospitalId: 'H45020000001',
  applicationId: 'app',
  patientId: 'U1',
  patientNo: 'P1',
  bill: {
    visitNo: 'V1',
    visitStartedAt: 0,
    doctor: { code: 'D1', name: '' },
    department: { code: 'K1', name: '', category: 'A' },
    diagnoses: [],
    insurance: { insurer: 'national', credentialType: '02', credentialSealed: 'sealed', insuranceType: '310', medicalType: '11' },
    sheets: [{ sheetNo: 'S1', hash: 'h1', totalFen: fen(44_620) }],
    lines: [],
    billHash: 'h',
    totalFen: fen(44_620),
  },
  payMode: 'INSURED',
  useAccount: true,
  collectShape: 'SEPARATE',
  phase: 'DRAFT',
  generation: 1,
  quotes: 0,
  split: null,
  fingerprint: null,
  held: false,
  legs: { his: 'none', insurance: 'none', cash: 'none' },
  choice: null,
  collects: 0,
  opened: null,
  settlementId: null,
  captured: null,
  confirmation: null,
  settleAskedAt: null,
  payUntil: null,
  consentUntil: null,
  why: null,
  hisFirst: false,
  notes: { giveUp: null },
  reason: null,
  timers: [],
  windows: { payMs: PAY_MS, consentMs: 2 * MINUTE },
};

const choice = { channel: 'wechat', product: 'JSAPI', payerId: 'openid' };
const drafted: OrderFact = { kind: 'drafted', id: 'create', expiresAt: DRAFT_ENDS };
const lockOk: OrderFact = { kind: 'lockOk', id: 'lock', held: true };
const quoted = (cashFen = 12_560, generation = 1): OrderFact => ({
  kind: 'quoted',
  id: `quoted.${generation}`,
  generation,
  split: split(cashFen),
  fingerprint: `quote.${generation}`,
});
const settle = (fingerprint = 'quote.1', id = 'settle'): OrderFact => ({ kind: 'settleAsked', id, fingerprint, choice });
const insured = (cashFen = 12_560, generation = 1): OrderFact => ({
  kind: 'insured',
  id: `insured.${generation}`,
  generation,
  split: split(cashFen),
  fingerprint: `insured.${generation}`,
  settlementId: `ST${generation}`,
});
const opened: OrderFact = {
  kind: 'opened',
  id: 'opened',
  opened: { channel: 'wechat', product: 'JSAPI', clientParameters: {}, validUntil: PAY_MS },
};
const paid = (amountFen = 12_560, generation = 1): OrderFact => ({
  kind: 'paid',
  id: `paid.${generation}`,
  generation,
  captured: { channel: 'wechat', outTradeNo: `${ORDER_NO}1101`, transactionId: 'T1', amountFen: fen(amountFen), paidAt: 2 * MINUTE },
});
const confirmed: OrderFact = { kind: 'confirmed', id: 'confirmed', hisReceiptNo: 'R1', confirmedAt: 3 * MINUTE };
const moved = (kind: 'dead' | 'reversed' | 'refunded' | 'hisCancelled', generation = 1): OrderFact => ({
  kind,
  id: `${kind}.${generation}`,
  generation,
});
const no = (kind: Refusing['kind'], code = 'INSURER_REFUSED'): OrderFact => ({ kind, id: `${kind}.no`, code, reason: code });
const asked = (kind: Asking['kind']): OrderFact => ({ kind, id: kind });

/** A step of a story: the fact, the phase after it, the calls it starts, and, where it matters, the instant. */
type Step = readonly [fact: OrderFact, phase: OrderPhase, commands: string, at?: number];

/** Plays a story from a draft; every step is checked. */
function play(...steps: readonly Step[]): { order: Order; last: Decision<Order> } {
  let last: Decision<Order> | undefined;
  const done: string[] = [];
  for (const [fact, phase, commands, at = MINUTE] of steps) {
    last = decideOrder(last?.state ?? draft, fact, at);
    done.push(fact.kind);
    expect([done, last.state.phase, last.commands.map(({ kind }) => kind).join(' ')]).toEqual([done, phase, commands]);
  }
  if (!last) throw new Error('an empty story');
  return { order: last.state, last };
}

const FIRST: readonly Step[] = [
  [drafted, 'DRAFT', 'his.lock timer.expire insurance.quote', 0],
  [lockOk, 'DRAFT', ''],
];
const TO_QUOTED: readonly Step[] = [...FIRST, [quoted(), 'QUOTED', '']];
const TO_INSURING: readonly Step[] = [...TO_QUOTED, [settle(), 'INSURING', 'insurance.settle timer.expire']];
const TO_PAYING: readonly Step[] = [...TO_INSURING, [insured(), 'PAYING', 'payment.collect timer.expire'], [opened, 'PAYING', '']];
const TO_PAID: readonly Step[] = [...TO_PAYING, [paid(), 'PAID', 'his.confirm']];
const late = PAY_MS + 2 * MINUTE;

describe('an order goes forward', () => {
  it('through a mixed settlement: fund, account and cash, then the HIS', () => {
    const { order, last } = play(...TO_PAID, [confirmed, 'CONFIRMED', '']);
    expect(order.legs).toEqual({ his: 'done', insurance: 'done', cash: 'done' });
    expect(last.announcements.map(({ subject }) => subject)).toEqual(['fact.order.order-confirmed.v1']);
    expect(last.announcements[0]?.data).toMatchObject({ split: split(12_560), hisReceiptNo: 'R1' });
  });

  it('without a channel where the insurer pays everything', () => {
    const { order } = play(
      ...FIRST,
      [quoted(0), 'QUOTED', ''],
      [{ ...settle(), choice: null } as OrderFact, 'INSURING', 'insurance.settle timer.expire'],
      [insured(0), 'PAID', 'his.confirm'],
      [confirmed, 'CONFIRMED', ''],
    );
    expect(order.legs).toEqual({ his: 'done', insurance: 'done', cash: 'none' });
  });

  it('without the insurer where the patient pays himself; what was uploaded is taken back', () => {
    const { order } = play(
      ...TO_QUOTED,
      [asked('selfPayChosen'), 'QUOTED', 'insurance.reverse'],
      [moved('reversed'), 'QUOTED', ''],
      [settle('1.self.44620'), 'PAYING', 'payment.collect timer.expire'],
      [paid(44_620), 'PAID', 'his.confirm'],
      [confirmed, 'CONFIRMED', ''],
    );
    expect(order).toMatchObject({ payMode: 'SELF_PAID', legs: { his: 'done', insurance: 'none', cash: 'done' } });
  });

  it('with the insured figures, not the quoted ones, when the settlement is cheaper', () => {
    const { order, last } = play(...TO_INSURING, [insured(10_000), 'PAYING', 'payment.collect timer.expire']);
    expect(order.split?.cashFen).toBe(10_000);
    expect(last.commands[0]?.payload).toMatchObject({ amountFen: 10_000 });
  });

  it('asks again when the settlement is dearer, and collects after the consent', () => {
    const { order, last } = play(
      ...TO_INSURING,
      [insured(13_000), 'PAYING', 'timer.expire timer.expire'],
      [settle('quote.1', 'again'), 'PAYING', ''],
      [settle('insured.1', 'agreed'), 'PAYING', 'payment.collect timer.expire'],
      [asked('consentEnded'), 'PAYING', '', 4 * MINUTE],
    );
    expect(order).toMatchObject({ consentUntil: null, why: null });
    expect(last.rule).toBe('replay');
  });

  it('another way after the channel refused: the collection is asked again under a new command', () => {
    const { last, order } = play(
      ...TO_PAYING.slice(0, -1),
      [no('openNo', 'CHANNEL_NOT_AUTHORISED'), 'PAYING', ''],
      [settle('insured.1', 'other-way'), 'PAYING', 'payment.collect timer.expire'],
    );
    expect([order.collects, last.commands[0]?.key]).toEqual([2, `${ORDER_NO}.1.collect.2`]);
  });

  it('another generation when a silent settlement is proven to have come to nothing', () => {
    const { order, last } = play(
      ...TO_INSURING,
      [moved('reversed'), 'QUOTED', 'insurance.quote'],
      [quoted(12_560, 1), 'QUOTED', ''],
      [insured(12_560, 1), 'QUOTED', ''],
      [quoted(12_560, 2), 'QUOTED', ''],
      [settle('quote.2'), 'INSURING', 'insurance.settle timer.expire'],
    );
    expect(order.generation).toBe(2);
    expect(last.commands[0]?.key).toBe(`${ORDER_NO}.2.settle.settle`);
  });
});

describe('an order is given up', () => {
  it('refuses a settlement of another quote, or without a channel where cash is due', () => {
    expect(play(...TO_QUOTED, [settle('other'), 'QUOTED', '']).last.code).toBe('QUOTE_STALE');
    expect(play(...TO_QUOTED, [{ ...settle(), choice: null } as OrderFact, 'QUOTED', '']).last.code).toBe('CHANNEL_NOT_OFFERED');
  });

  it('after the insurer refuses: the quote stands again, or the patient pays himself', () => {
    const { order } = play(
      ...TO_INSURING,
      [no('insNo'), 'QUOTED', ''],
      [asked('selfPayChosen'), 'QUOTED', 'insurance.reverse'],
      [settle('1.self.44620', 'self'), 'PAYING', 'payment.collect timer.expire'],
    );
    expect(order.legs.insurance).toBe('none');
  });

  it('a choice to pay himself while the 2207 is unknown is refused: an insured settlement under a self-paid bill', () => {
    expect(play(...TO_INSURING, [asked('selfPayChosen'), 'INSURING', '']).last.code).toBe('ORDER_INSURING');
  });

  it('when the consent is missing: close, and only a dead channel lets the insurer be reversed', () => {
    const { order } = play(
      ...TO_INSURING,
      [insured(13_000), 'PAYING', 'timer.expire timer.expire'],
      [asked('consentEnded'), 'CLOSING', 'payment.close', 4 * MINUTE],
      [moved('dead'), 'UNDOING', 'his.withdraw insurance.reverse'],
      [moved('hisCancelled'), 'UNDOING', ''],
      [moved('reversed'), 'CANCELLED', ''],
    );
    expect(order.why).toBe('consent-missing');
  });

  it('at expiry: close before reverse', () => {
    const { last } = play(
      ...TO_PAYING,
      [asked('expired'), 'CLOSING', 'payment.close', late],
      [moved('dead'), 'UNDOING', 'his.withdraw insurance.reverse'],
      [moved('reversed'), 'UNDOING', ''],
      [moved('hisCancelled'), 'CANCELLED', ''],
    );
    expect(last.announcements).toMatchObject([{ subject: 'fact.order.order-cancelled.v1', data: { reason: 'expired' } }]);
  });

  it('not by the timer of an earlier window', () => {
    play(...TO_PAYING, [asked('expired'), 'PAYING', '', PAY_MS], [asked('expired'), 'CLOSING', 'payment.close', late]);
  });

  it('paid while closing for expiry: forward', () => {
    play(...TO_PAYING, [asked('expired'), 'CLOSING', 'payment.close', late], [paid(), 'PAID', 'his.confirm']);
  });

  it('paid while closing for a cancel: everything back', () => {
    const { order, last } = play(
      ...TO_PAYING,
      [asked('cancelAsked'), 'CLOSING', 'payment.close'],
      [paid(), 'UNDOING', 'his.withdraw payment.refund insurance.reverse'],
      [moved('refunded'), 'UNDOING', ''],
      [moved('reversed'), 'UNDOING', ''],
      [moved('hisCancelled'), 'CANCELLED', ''],
    );
    expect(order.legs).toEqual({ his: 'undone', insurance: 'undone', cash: 'undone' });
    expect(last.announcements).toHaveLength(1);
  });

  it('asked for while the 2207 is unknown: noted, and acted on with its answer', () => {
    const noted = play(...TO_INSURING, [asked('cancelAsked'), 'INSURING', '']);
    expect([noted.last.rule, noted.order.notes.giveUp]).toEqual(['note', 'cancelled']);
    const steps: readonly Step[] = [...TO_INSURING, [asked('cancelAsked'), 'INSURING', '']];
    play(...steps, [insured(), 'CLOSING', 'payment.close'], [moved('dead'), 'UNDOING', 'his.withdraw insurance.reverse']);
    play(...steps, [no('insNo'), 'CANCELLED', 'his.withdraw insurance.reverse']);
    play(...steps, [moved('reversed'), 'CANCELLED', 'his.withdraw insurance.reverse']);
  });

  it('before anything was settled: the quote and the lock are given back and it ends at once', () => {
    const { order, last } = play(...TO_QUOTED, [asked('cancelAsked'), 'CANCELLED', 'his.withdraw insurance.reverse']);
    expect(order.why).toBe('cancelled');
    expect(last.overtaken).toEqual([`${order.orderNo}.1.lock`, `${order.orderNo}.1.expire.${DRAFT_ENDS}`]);
    play(...TO_QUOTED, [no('lockNo', 'BILL_CHANGED'), 'CANCELLED', 'his.withdraw insurance.reverse']);
  });

  it('when the window reversed the settlement: close, no second reversal, a person looks at it', () => {
    const { last } = play(...TO_PAYING, [moved('reversed'), 'CLOSING', 'payment.close']);
    expect(last.cases.map(({ reason }) => reason)).toEqual(['settlement-reversed-elsewhere']);
    play(...TO_PAYING, [moved('reversed'), 'CLOSING', 'payment.close'], [moved('dead'), 'UNDOING', 'his.withdraw']);
  });

  it('not by the reversal of a late second settlement of the generation', () => {
    const reversedOf = (settlementId: string): OrderFact => ({ kind: 'reversed', id: settlementId, generation: 1, settlementId });
    play(...TO_PAYING, [reversedOf('ST9'), 'PAYING', ''], [reversedOf('ST1'), 'CLOSING', 'payment.close']);
  });

  it('never forward over a settlement that was reversed while closing for expiry', () => {
    const { last } = play(
      ...TO_PAYING,
      [asked('expired'), 'CLOSING', 'payment.close', late],
      [moved('reversed'), 'CLOSING', ''],
      [paid(), 'UNDOING', 'his.withdraw payment.refund'],
    );
    expect(last.state.why).toBe('reversed-elsewhere');
  });
});

describe('after the money is in', () => {
  it('the HIS refuses: its tombstone first, the money only after it', () => {
    const { order } = play(
      ...TO_PAID,
      [no('hisNo', 'BILL_CHANGED'), 'UNDOING', 'his.withdraw'],
      [moved('hisCancelled'), 'UNDOING', 'payment.refund insurance.reverse'],
      [moved('refunded'), 'UNDOING', ''],
      [moved('reversed'), 'CANCELLED', ''],
    );
    expect(order.why).toBe('his-refused');
  });

  it('a person keeps it: nothing moves, the HIS is asked on', () => {
    expect(play(...TO_PAID, [asked('personKeep'), 'PAID', '']).last.rule).toBe('note');
  });

  it('a person undoes it: the tombstone first, and only its acceptance moves money', () => {
    play(
      ...TO_PAID,
      [asked('personUndo'), 'UNDOING', 'his.withdraw'],
      [moved('hisCancelled'), 'UNDOING', 'payment.refund insurance.reverse'],
    );
    const kept = play(...TO_PAID, [asked('personUndo'), 'UNDOING', 'his.withdraw'], [no('hisCancelNo', 'ITEM_DELIVERED'), 'UNDOING', '']);
    expect(kept.last.cases.map(({ reason }) => reason)).toEqual(['his-cancel-refused']);
    expect(kept.order.legs).toMatchObject({ insurance: 'done', cash: 'done' });
  });

  it('a cancel is refused from then on', () => {
    expect(play(...TO_PAID, [asked('cancelAsked'), 'PAID', '']).last.code).toBe('ORDER_PAID');
    expect(play(...TO_PAID, [confirmed, 'CONFIRMED', ''], [asked('cancelAsked'), 'CONFIRMED', '']).last.code).toBe('ORDER_CONFIRMED');
  });

  it('a confirmation after the end gets its tombstone and a person', () => {
    const { last } = play(
      ...TO_QUOTED,
      [asked('cancelAsked'), 'CANCELLED', 'his.withdraw insurance.reverse'],
      [confirmed, 'CANCELLED', 'his.withdraw'],
    );
    expect([last.rule, last.cases.map(({ reason }) => reason)]).toEqual(['revert', ['confirmed-after-end']]);
  });

  it('a late settlement of a dead order is reversed', () => {
    play(
      ...TO_QUOTED,
      [asked('cancelAsked'), 'CANCELLED', 'his.withdraw insurance.reverse'],
      [insured(), 'CANCELLED', 'insurance.reverse'],
    );
  });

  it('money that cannot go back by itself calls a person, and the order waits where it is', () => {
    const { last } = play(
      ...TO_PAYING,
      [asked('cancelAsked'), 'CLOSING', 'payment.close'],
      [paid(), 'UNDOING', 'his.withdraw payment.refund insurance.reverse'],
      [no('refundNo', 'REFUND_ABNORMAL'), 'UNDOING', ''],
      [no('reverseNo', 'REVERSAL_REFUSED'), 'UNDOING', ''],
    );
    expect(last.cases.map(({ reason }) => reason)).toEqual(['reversal-refused']);
  });
});

describe('answers of a quote that the patient has left behind', () => {
  it.each([quoted(), no('quoteNo')])('$kind after he chose to pay himself changes nothing', (answer) => {
    const { order, last } = play(...FIRST, [asked('selfPayChosen'), 'QUOTED', 'insurance.reverse'], [answer, 'QUOTED', '']);
    expect([last.rule, order.split?.cashFen, order.fingerprint]).toEqual(['replay', 44_620, '1.self.44620']);
  });
});

/** Any fact, of this generation or the one before it: `draw` are free numbers. The patient's requests are told apart by their step. */
function anyFact(order: Order, [which, g, c]: Draw, step: number): OrderFact {
  const generation = g === 0 ? Math.max(1, order.generation - 1) : order.generation;
  const cashFen = [0, 10_000, 12_560, 13_000][c] ?? 0;
  const kinds = ['lockNo', 'quoteNo', 'insNo', 'openNo', 'hisNo', 'hisCancelNo', 'reverseNo', 'refundNo'] as const;
  const asks = ['cancelAsked', 'expired', 'consentEnded', 'selfPayChosen', 'personKeep', 'personUndo'] as const;
  const all: readonly OrderFact[] = [
    drafted,
    lockOk,
    opened,
    confirmed,
    settle(order.fingerprint ?? 'none', `settle${step}`),
    settle('stale'),
    quoted(cashFen, generation),
    insured(cashFen, generation),
    paid(order.split?.cashFen ?? 1, generation),
    ...(['dead', 'reversed', 'refunded', 'hisCancelled'] as const).map((kind) => moved(kind, generation)),
    ...kinds.map((kind) => no(kind)),
    ...asks.map(asked),
    { kind: 'expired', id: order.timers[0] ?? 'none' },
  ];
  return all[which % all.length] as OrderFact;
}

type Draw = readonly [which: number, generation: number, cash: number, passedMs: number];
type Look = (before: Order, fact: OrderFact, after: Decision<Order>, seen: Map<string, Command>) => string | false | undefined;

/** Walks at random from a draft; `look` names what is wrong with a step. */
function walks(look: Look): void {
  const draws = fc.array(fc.tuple(fc.nat(27), fc.nat(3), fc.nat(3), fc.nat(5 * MINUTE)), { minLength: 5, maxLength: 40 });
  const wrong = (steps: readonly Draw[]): string | undefined => {
    const first = decideOrder(draft, drafted, 0);
    const seen = new Map(first.commands.map((command) => [command.key, command]));
    let order = first.state;
    let at = 0;
    for (const [step, draw] of steps.entries()) {
      at += draw[3];
      const fact = anyFact(order, draw, step);
      const decision = decideOrder(order, fact, at);
      const found = look(order, fact, decision, seen);
      if (found) return `${order.phase} ${fact.kind}: ${found}`;
      order = decision.state;
    }
    return undefined;
  };
  fc.assert(
    fc.property(draws, (steps) => expect(wrong(steps)).toBeUndefined()),
    { numRuns: 500 },
  );
}

const kindIn = (order: Order, fact: OrderFact): OrderFactKind =>
  fact.kind === 'insured' && order.split && fact.split.cashFen > order.split.cashFen ? 'insuredDiffers' : fact.kind;

describe('over any sequence of facts', () => {
  it('the decision is one that the cell allows', () => {
    walks((before, fact, after) => {
      const cell = ORDER_MOVES[before.phase][kindIn(before, fact)];
      if (after.rule === 'move') {
        return !(cell.rule === 'move' && cell.to.includes(after.state.phase)) && `to ${after.state.phase}`;
      }
      if (after.state.phase !== before.phase) return `${after.rule} to ${after.state.phase}`;
      // Less than the cell allows is allowed: a dead generation, a timer of an earlier window.
      return after.rule !== 'replay' && after.rule !== 'refuse' && after.rule !== cell.rule && after.rule;
    });
  });

  it('the parts of the split add up to the bill (money law 2)', () => {
    walks(
      (before, _fact, { state }) =>
        state.split !== null && (splitError(state.split) !== 0 || state.split.totalFen !== before.bill.totalFen) && 'a broken split',
    );
  });

  it('a self-paid order never carries a split of the insurer', () => {
    walks((_before, _fact, { state }) => state.payMode === 'SELF_PAID' && state.split?.cashFen !== 44_620 && 'an insured split');
  });

  it('a command key always means the same command', () => {
    walks((_before, _fact, { commands }, seen) => {
      const other = commands.find((command) => {
        const known = seen.get(command.key);
        seen.set(command.key, command);
        return known && JSON.stringify(known) !== JSON.stringify(command);
      });
      return other?.key;
    });
  });

  it('it knows its open timers: none is lost, one of them ends the window, none outlives the order', () => {
    walks((before, fact, { state: { phase, timers }, commands, overtaken }) => {
      const set = commands.filter(({ kind }) => kind === 'timer.expire').map(({ key }) => key);
      const open = [...before.timers, ...set];
      if (open.some((key) => !timers.includes(key) && !overtaken.includes(key) && key !== fact.id)) return 'open, and not in the list';
      if (timers.some((key) => !open.includes(key) || overtaken.includes(key))) return 'in the list, and not open';
      if (set.some((key) => overtaken.includes(key))) return 'set and taken back at once';
      if (phase === 'CONFIRMED' || phase === 'CANCELLED') return timers.length > 0 && 'one outlives it';
      return timers.filter((key) => key.includes('.expire.')).length > 1 && 'two windows';
    });
  });

  it('while money may still come in, the insurer is not reversed', () => {
    walks(
      (_before, _fact, { state, commands, rule }) =>
        rule === 'move' && state.legs.cash === 'open' && commands.some(({ kind }) => kind === 'insurance.reverse') && 'reversed too early',
    );
  });

  it('money that came in goes back with the insurance', () => {
    walks((_before, _fact, { state, commands, rule }) => {
      if (rule !== 'move' || state.legs.cash !== 'done') return undefined;
      const kinds = commands.map(({ kind }) => kind);
      return kinds.includes('insurance.reverse') && !kinds.includes('payment.refund') && 'the insurance alone';
    });
  });

  it('an order ends only with no cash left, and all of it goes back', () => {
    walks((before, fact, { state, commands, rule }) => {
      if (rule === 'move' && state.phase === 'CANCELLED' && !['none', 'undone'].includes(state.legs.cash)) return 'with cash';
      const captured = fact.kind === 'paid' ? fact.captured : before.captured;
      const back = commands.find(({ kind }) => kind === 'payment.refund');
      return back && back.payload.amountFen !== captured?.amountFen && 'another amount';
    });
  });
});
