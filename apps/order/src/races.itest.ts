import type { OrderPhase } from '@meridian/contracts/order/order.message';
import type { HisBill } from '@meridian/his-kit/port';
import { MovableClock } from '@meridian/platform/testing/movable-clock';
import { IN_TIME } from '@meridian/testing/course';
import { type Fate, fates, Line } from '@meridian/testing/line';
import { Stage } from '@meridian/testing/stage';
import fc from 'fast-check';
import { appendOnly, migrations } from './storage/migrations';
import { type ConfirmWhim, ModelHis } from './testing/model-his';
import { ModelServices, type ServiceWhim } from './testing/model-services';
import { expectAnswers, expectBooks, expectGivenUp } from './testing/order-books';
import { type Asks, billOf, cancel, create, type Delivery, type Happening, Play, pay, payWhileClosing, settle } from './testing/order-play';
import { type OrderService, type Outside, orderProcess } from './testing/order-process';

const MINUTE = 60_000;
/** The same courses in every run; another number looks at others. */
const SEED = 20_261_122;

const process = fc.constantFrom(0, 1);
const anything: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      asks: fc.constantFrom<Asks>('create', 'settle', 'settle', 'cancel', 'payItMyself'),
      key: fc.constantFrom(1, 2),
      at: process,
      payMode: fc.constantFrom('INSURED', 'SELF_PAID'),
      foreign: fc.constantFrom(false, false, false, true),
      when: fc.constantFrom<OrderPhase | undefined>(undefined, 'INSURING', 'PAYING', 'CLOSING'),
    }),
  },
  { weight: 2, arbitrary: fc.constantFrom(pay, payWhileClosing) },
  fc.record({ passMs: fc.constantFrom(3000, 3 * MINUTE, 15 * MINUTE, 31 * MINUTE) }),
  fc.record({ dies: process }),
);

const troubles = fc.record({
  his: fates(10),
  bus: fates(14),
  whims: fc.array(fc.constantFrom<ServiceWhim>('done', 'done', 'working', 'refused', 'dearer'), { maxLength: 8 }),
  confirms: fc.array(fc.constantFrom<ConfirmWhim>('taken', 'refused'), { maxLength: 1 }),
  deliveries: fc.array(fc.constantFrom<Delivery>('once', 'twice', 'late'), { maxLength: 5 }),
});
interface Troubles {
  readonly his: Fate[];
  readonly bus: Fate[];
  readonly whims: ServiceWhim[];
  readonly confirms: ConfirmWhim[];
  readonly deliveries: Delivery[];
}

const clock = new MovableClock();
let outside: Outside;
let stage: Stage<OrderService>;
let run = 0;

beforeAll(async () => {
  const parts = { clock, outside: () => outside };
  stage = await Stage.open({ migrations, appendOnly, clock, process: (url, life) => orderProcess(url, life, parts) });
});
afterAll(() => stage.close());

/** At no moment are two orders after one sheet. */
async function oneClaim(): Promise<void> {
  expect(await stage.rows('SELECT sheet_no FROM bill_claim WHERE live GROUP BY sheet_no HAVING count(*) > 1')).toEqual([]);
}

async function race(scheduler: fc.Scheduler, happenings: readonly Happening[], troubled: Troubles) {
  const course = await stage.begin(scheduler, oneClaim);
  run += 1;
  const bills = new Map<string, HisBill>([[`N${run}`, billOf(run)]]);
  const his = new ModelHis(new Line(course, clock, troubled.his), clock, bills, [...troubled.confirms]);
  const play = new Play(run, { course, stage, services: () => outside.services }, [...troubled.deliveries]);
  const services = new ModelServices(new Line(course, clock, troubled.bus), clock, [...troubled.whims], (fact) => play.announce(fact));
  outside = { his, services };
  for (const one of happenings) play.happen(one);
  await course.idle();
  await stage.rest(() => play.redeliver());
  expectAnswers(play);
  await expectGivenUp(stage, await expectBooks(stage, outside, play));
  stage.end();
}

describe('an order between the patient, the hospital, the insurer and the channel, in whatever order things happen', () => {
  it.each<[string, Happening[], Partial<Troubles>?]>([
    ['one bill asked for twice under one key', [create(), create(1, { at: 1 }), settle(), pay]],
    [
      'one bill asked for under other keys and by a stranger',
      [create(), create(2, { at: 1 }), create(3, { foreign: true }), cancel(), create(4)],
    ],
    ['settled twice', [create(), settle(), settle(1, { at: 1 }), settle(2, { at: 1 }), pay]],
    ['settled against cancelled', [create(), settle(), cancel(1, { at: 1, when: 'INSURING' }), pay]],
    ['paid against cancelled', [create(1, { payMode: 'SELF_PAID' }), settle(), cancel(1, { at: 1, when: 'PAYING' }), pay]],
    ['paid while closing', [create(), settle(), cancel(1, { at: 1, when: 'PAYING' }), payWhileClosing]],
    ['the hospital refuses what is paid', [create(), settle(), pay, pay], { confirms: ['refused'] }],
    ['a stranger settles and cancels', [create(), settle(), settle(1, { foreign: true }), cancel(1, { foreign: true }), pay]],
    ['paid, told by hint, by outbox and by the reply', [create(1, { payMode: 'SELF_PAID' }), settle(), settle(2), pay]],
    ['the end of the window against the payment', [create(), settle(), { passMs: 15 * MINUTE }, pay, { passMs: 15 * MINUTE }]],
    ['the end of the draft against the settlement', [create(), settle(), { passMs: 31 * MINUTE }, pay]],
    ['a process that dies with all of it', [create(), settle(), pay, { dies: 0 }, cancel(1, { at: 1 })]],
  ])('%s', async (_name, happenings, ...[certain]) => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), troubles, async (scheduler, troubled) => {
        await race(scheduler, happenings, { ...troubled, ...certain });
      }),
      { numRuns: 6, ...IN_TIME, seed: SEED },
    );
  });

  it('anything', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.array(anything, { maxLength: 9 }), troubles, async (scheduler, more, troubled) => {
        await race(scheduler, [create(), settle(), ...more], troubled);
      }),
      { numRuns: 20, ...IN_TIME, seed: SEED },
    );
  });
});
