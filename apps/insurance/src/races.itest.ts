import type { SettlementState } from '@meridian/contracts/insurance/insurance.message';
import { MovableClock } from '@meridian/platform/testing/movable-clock';
import { IN_TIME } from '@meridian/testing/course';
import { type Fate, fates, Line } from '@meridian/testing/line';
import { Stage } from '@meridian/testing/stage';
import fc from 'fast-check';
import { appendOnly, migrations } from './storage/migrations';
import { expectBooks, expectGivenUp } from './testing/insurance-books';
import { type Asks, type Happening, Play, quote, reverse, settle } from './testing/insurance-play';
import { type InsuranceService, insuranceProcess } from './testing/insurance-process';
import { CENTRE_MAX_MS, type CentreWhim, ModelCentre } from './testing/model-centre';

/** The same courses in every run; another number looks at others. */
const SEED = 20_261_122;

const process = fc.constantFrom(0, 1);
const anything: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      asks: fc.constantFrom<Asks>('quote', 'settle', 'settle', 'reverse'),
      order: fc.constantFrom(0, 1),
      generation: fc.constantFrom(1, 1, 1, 2),
      key: fc.constantFrom(1, 2),
      at: process,
      when: fc.constantFrom<SettlementState | undefined>(undefined, 'SETTLING', 'SETTLED'),
    }),
  },
  fc.record({ passMs: fc.constantFrom(3000, 30_000, CENTRE_MAX_MS, 2 * CENTRE_MAX_MS) }),
  fc.record({ dies: process }),
);

const troubles = fc.record({
  talk: fates(10),
  money: fates(5),
  whims: fc.array(fc.constantFrom<CentreWhim>('done', 'done', 'refused', 'refused, executed later'), { maxLength: 6 }),
});
interface Troubles {
  readonly talk: Fate[];
  readonly money: Fate[];
  readonly whims: CentreWhim[];
}

const clock = new MovableClock();
let centre: ModelCentre;
let stage: Stage<InsuranceService>;
let run = 0;

beforeAll(async () => {
  const parts = { clock, centre: () => centre };
  stage = await Stage.open({ migrations, appendOnly, clock, process: (url, life) => insuranceProcess(url, life, parts) });
});
afterAll(() => stage.close());

const UNKNOWN = `SELECT payload ->> 'messageNo' AS "messageNo" FROM call
  WHERE kind = 'insurer.settle' AND status = 'open' AND payload ->> 'messageNo' = ANY ($1)`;

async function race(scheduler: fc.Scheduler, happenings: readonly Happening[], { talk, money, whims }: Troubles) {
  const course = await stage.begin(scheduler);
  const unknown = async (messageNos: readonly string[]) =>
    (await stage.rows<{ messageNo: string }>(UNKNOWN, [messageNos])).map((row) => row.messageNo);
  centre = new ModelCentre(course, { talk: new Line(course, clock, talk), money: new Line(course, clock, money) }, [...whims], {
    clock,
    unknown,
  });
  const play = new Play(++run, { course, stage, clock });
  for (const one of happenings) play.happen(one);
  await course.idle();
  await stage.rest();
  if (!centre.executedLate) expectGivenUp(await expectBooks(stage, centre, play.orderNos), play);
  // In the end the orders give everything up: nothing may stand.
  centre.agree();
  for (const order of [0, 1]) for (const generation of [1, 2]) play.happen(reverse(order, 9, 0, { generation }));
  await stage.rest();
  for (const { outcome } of play.answers) expect(outcome && !outcome.ok ? outcome.code : '').not.toBe('INTERNAL_ERROR');
  for (const { state } of await expectBooks(stage, centre, play.orderNos)) expect(['REVERSED', 'VOID']).toContain(state);
  stage.end();
}

describe('settlements at the insurer, in whatever order things happen', () => {
  it.each<[string, Happening[]]>([
    ['quoted, settled and reversed at once', [quote(), settle(), reverse(0, 1, 1)]],
    ['reversed while it is settled', [quote(), settle(), reverse(0, 1, 1, { when: 'SETTLING' })]],
    ['settled twice, under one key and under another', [quote(), settle(), settle(0, 1, 1), settle(0, 2, 1)]],
    ['two orders of one person', [quote(), settle(), quote(1, 1, 1), settle(1, 1, 1)]],
    ['the answer of a settlement is lost, then asked for', [quote(), settle(), { passMs: 3000 }, { passMs: CENTRE_MAX_MS }]],
    [
      'reversed while settling, and beside the settlement of another order',
      [quote(), settle(), reverse(0, 1, 0, { when: 'SETTLING' }), quote(1), settle(1, 1, 1)],
    ],
    [
      'a second generation after the first',
      [quote(), settle(), reverse(0, 1, 0, { when: 'SETTLED' }), quote(0, 1, 1, { generation: 2 }), settle(0, 1, 1, { generation: 2 })],
    ],
    ['quoted again while the first is settled', [quote(), quote(0, 2, 1), settle(), reverse(0, 1, 1)]],
    ['a process that dies with all of it', [quote(), settle(), { dies: 0 }, reverse(0, 1, 1)]],
  ])('%s', async (_name, happenings) => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), troubles, async (scheduler, troubled) => {
        await race(scheduler, happenings, troubled);
      }),
      { numRuns: 6, ...IN_TIME, seed: SEED },
    );
  });

  it('anything', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.array(anything, { maxLength: 9 }), troubles, async (scheduler, more, troubled) => {
        await race(scheduler, [quote(), settle(), ...more], troubled);
      }),
      { numRuns: 20, ...IN_TIME, seed: SEED },
    );
  });
});
