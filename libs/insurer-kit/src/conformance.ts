import type { Accepted, Arm } from '@meridian/kernel/arm';
import type { Clock, Instant } from '@meridian/kernel/clock';
import { type Fen, fen, ZERO } from '@meridian/kernel/fen';
import type { Split } from '@meridian/kernel/split';
import { type Fixture, type FixtureReply, loadFixtures } from '@meridian/plugin-kit/conformance/fixtures';
import { describeOperations } from '@meridian/plugin-kit/conformance/operations';
import type { ReceivedRequest } from '@meridian/plugin-kit/conformance/scripted-server';
import { type OperationSuite, Stage, type Vendor } from '@meridian/plugin-kit/conformance/stage';
import type { FeeTotals, InsuredVisit, InsurerOperation, Quote } from './port';
import type { AnyInsurer } from './registry';

/** The operations whose answer carries a split. */
export type MoneyOperation = Extract<InsurerOperation, 'quote' | 'settle' | 'reverse' | 'findSettlement'>;

/** What the centre's answer is about. */
export interface AnsweredSettlement extends Quote {
  readonly visit: Pick<InsuredVisit, 'visitId' | 'personNo'>;
  /** The message that made, or asks for, the settlement. */
  readonly messageNo: string;
  /** findSettlement: this settlement was reversed later. */
  readonly reversed?: boolean;
}

/** What the suite must know of an insurer to play it. */
export interface InsurerVendor extends Vendor {
  /** The centre's answer with these figures, whether or not they add up. */
  answer(operation: MoneyOperation, about: AnsweredSettlement): FixtureReply;
  /** The bill's total as quote and settle say it on the wire, read by the centre's own rules, in fen. */
  totalFenOf(received: ReceivedRequest): number;
}

export interface InsurerSuite {
  readonly plugin: (origin: string) => AnyInsurer;
  /** Folder of the fixtures, see plugin-kit's `loadFixtures`. */
  readonly fixtures: string;
  readonly vendor: InsurerVendor;
  /** Stands still. */
  readonly now: Instant;
  /** Names, ID, card and person numbers. */
  readonly canaries: readonly string[];
}

/** Amounts that floats, signs or thousands get wrong. */
const AMOUNTS: readonly Fen[] = [1, 29, 57, 58, 101, 1_001, 113_550, 999_999_999].map(fen);
const MONEY: readonly MoneyOperation[] = ['quote', 'settle', 'reverse', 'findSettlement'];

/** Registers the whole conformance suite of an insurer with jest. A plug-in's conformance.spec.ts is this call. */
export function runInsurerConformance(suite: InsurerSuite): void {
  const insurer = suite.plugin('http://127.0.0.1:9');
  const clock: Clock = { now: () => suite.now };
  const operations: OperationSuite = { ...suite, name: insurer.insurer, clock };
  const fixtures = loadFixtures(suite.fixtures).filter(({ name }) => name === 'accepted');

  describe(`insurer ${insurer.insurer}`, () => {
    describeOperations(operations);
    describeMessageNumbers(insurer, suite.now);
    for (const operation of MONEY) {
      const fixture = fixtures.find((candidate) => candidate.operation === operation);
      if (insurer.can.includes(operation) && fixture) describeMoney(new Bench(suite, operations, operation, fixture));
    }
  });
}

interface MoneyRequest {
  readonly messageNo: string;
  readonly settleMessageNo?: string;
  readonly visit: InsuredVisit;
}

/** One money operation with the request of its accepted fixture. */
class Bench {
  constructor(
    private readonly suite: InsurerSuite,
    private readonly operations: OperationSuite,
    readonly operation: MoneyOperation,
    private readonly fixture: Fixture,
  ) {}

  get #request(): MoneyRequest {
    return this.fixture.request as MoneyRequest;
  }

  /** Asks about a bill of the figures; the centre answers with them, changed as told. */
  async ask(
    figures: Quote,
    change: (about: AnsweredSettlement) => AnsweredSettlement = (about) => about,
  ): Promise<{ answer: Arm<unknown>; sentFen: number[] }> {
    const { messageNo, settleMessageNo, visit } = this.#request;
    const about = change({ ...figures, visit, messageNo: settleMessageNo ?? messageNo });
    const stage = await Stage.set(this.operations);
    try {
      stage.replies(this.suite.vendor.answer(this.operation, about));
      const { answer } = await stage.call(this.operation, {
        ...this.#request,
        totalFen: figures.split.totalFen,
        feeTotals: figures.feeTotals,
      });
      const sends = this.operation === 'quote' || this.operation === 'settle';
      return { answer, sentFen: sends ? stage.received.map((received) => this.suite.vendor.totalFenOf(received)) : [] };
    } finally {
      await stage.strike();
    }
  }
}

function describeMoney(bench: Bench): void {
  const { operation } = bench;
  const figures = figuresOf(fen(113_550));
  const expectSilence = async (change: (about: AnsweredSettlement) => AnsweredSettlement) => {
    expect((await bench.ask(figures)).answer.arm).toBe('accepted');
    expect((await bench.ask(figures, change)).answer).toEqual({ arm: 'silent', reason: expect.any(String) });
  };

  it.each(AMOUNTS)(`${operation} carries %d fen exactly`, async (totalFen) => {
    const { split } = figuresOf(totalFen);
    const { answer, sentFen } = await bench.ask(figuresOf(totalFen));
    expect(splitIn(operation, answer)).toEqual(split);
    expect(sentFen).toEqual(sentFen.map(() => totalFen));
  });

  it.each<keyof Split>(['totalFen', 'fundFen', 'accountFen', 'mutualAidFen', 'cashFen', 'hospitalFen'])(
    `${operation} is silent when %s is one fen more and the parts no longer add up`,
    (part) => expectSilence((about) => ({ ...about, split: { ...about.split, [part]: about.split[part] + 1 } })),
  );

  it.each<keyof FeeTotals>(['fullySelfPaidFen', 'overLimitFen', 'firstSelfPaidFen', 'inScopeFen'])(
    `${operation} is silent when %s is one fen more and the fee totals no longer add up`,
    (part) => expectSilence((about) => ({ ...about, feeTotals: { ...about.feeTotals, [part]: about.feeTotals[part] + 1 } })),
  );

  if (operation === 'findSettlement') describeFinding(bench, figures);
  else
    it(`${operation} is silent when the answer is about another visit`, () =>
      expectSilence((about) => ({ ...about, visit: { ...about.visit, visitId: `${about.visit.visitId}9` } })));

  if (operation === 'quote' || operation === 'settle') {
    it(`${operation} is silent when the answer is about another person`, () =>
      expectSilence((about) => ({ ...about, visit: { ...about.visit, personNo: `${about.visit.personNo}9` } })));
    it(`${operation} is silent when the answer is about another total`, () =>
      expectSilence((about) => ({ ...about, ...figuresOf(fen(113_551)) })));
  }
  if (operation === 'settle') {
    it('settle is silent when the answer is about another message', () =>
      expectSilence((about) => ({ ...about, messageNo: `${about.messageNo}9` })));
  }
}

function describeFinding(bench: Bench, figures: Quote): void {
  it('findSettlement finds nothing when another message settled the visit', async () => {
    const { answer } = await bench.ask(figures, (about) => ({ ...about, messageNo: `${about.messageNo}9` }));
    expect(answer).toEqual({ arm: 'accepted', value: { found: false } });
  });
  it('findSettlement tells a settlement that was reversed', async () => {
    const { answer } = await bench.ask(figures, (about) => ({ ...about, reversed: true }));
    expect(answer).toMatchObject({ arm: 'accepted', value: { found: true, reversed: true, settlement: { split: figures.split } } });
  });
}

function describeMessageNumbers(insurer: AnyInsurer, now: Instant): void {
  it('gives a thousand messages of one second numbers of their own, at most 30 characters long', () => {
    const numbers = Array.from({ length: 1_000 }, (_, sequence) => insurer.messageNo(now, 987_654 + sequence));
    expect(new Set(numbers).size).toBe(numbers.length);
    expect(Math.max(...numbers.map(({ length }) => length))).toBeLessThanOrEqual(30);
  });
  it('gives a repeated sequence another number in another second', () => {
    expect(insurer.messageNo(now, 7)).not.toBe(insurer.messageNo(now + 1_000, 7));
  });
}

/** Figures that add up, with every part present as soon as there is enough to share. */
function figuresOf(totalFen: Fen): Quote {
  const part = (share: number): Fen => fen(Math.floor(totalFen / share));
  const [fundFen, accountFen, mutualAidFen, hospitalFen] = [part(3), part(4), part(11), part(13)];
  const cashFen = fen(totalFen - fundFen - accountFen - mutualAidFen - hospitalFen);
  const [fullySelfPaidFen, overLimitFen, firstSelfPaidFen] = [part(9), part(17), part(19)];
  const inScopeFen = fen(totalFen - fullySelfPaidFen - overLimitFen - firstSelfPaidFen);
  return {
    split: { totalFen, fundFen, accountFen, mutualAidFen, cashFen, hospitalFen, adjustFen: ZERO },
    feeTotals: { fullySelfPaidFen, overLimitFen, firstSelfPaidFen, inScopeFen },
    deductibleFen: ZERO,
  };
}

function splitIn(operation: MoneyOperation, answer: Arm<unknown>): Split | undefined {
  expect(answer.arm).toBe('accepted');
  const { value } = answer as Accepted<{ split?: Split; settlement?: { split: Split } }>;
  return operation === 'findSettlement' ? value.settlement?.split : value.split;
}
