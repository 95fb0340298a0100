import { MovableClock } from '@meridian/platform/testing/movable-clock';
import { IN_TIME } from '@meridian/testing/course';
import { type Fate, fates, Line } from '@meridian/testing/line';
import { Stage } from '@meridian/testing/stage';
import fc from 'fast-check';
import { appendOnly, migrations } from './storage/migrations';
import { ModelChannel, type RefundEnd, type Whim } from './testing/model-channel';
import { expectBooks, expectMoneyKnown } from './testing/payment-books';
import { close, DUE, type Happening, open, Play, pass, pay, refund, WINDOW_MS } from './testing/payment-play';
import { type PaymentService, paymentProcess } from './testing/payment-process';

/** The same courses in every run; another number looks at others. */
const SEED = 20_261_122;

const process = fc.constantFrom(0, 1);
const anything: fc.Arbitrary<Happening> = fc.oneof(
  fc.record({
    asks: fc.constant('open' as const),
    at: process,
    key: fc.constantFrom(1, 1, 2, 3),
    generation: fc.constantFrom(1, 1, 2),
    amountFen: fc.constantFrom(DUE, DUE, 1),
  }),
  fc.record({ asks: fc.constant('close' as const), at: process, generation: fc.constantFrom(1, 2) }),
  fc.record({
    asks: fc.constant('refund' as const),
    at: process,
    key: fc.constantFrom(1, 2),
    sequence: fc.constantFrom(1, 2),
    amountFen: fc.constantFrom(DUE, 60),
  }),
  fc.record({ pays: fc.constantFrom(1, 1, 2), paidFen: fc.constantFrom(DUE, DUE, DUE, 1), even: fc.boolean(), told: fc.nat(2) }),
  fc.record({ passMs: fc.constantFrom(3000, 30_000, WINDOW_MS, 2 * WINDOW_MS) }),
  fc.record({ dies: process }),
);

const troubles = fc.record({
  line: fates(),
  opens: fc.array(fc.constantFrom<Whim>('taken', 'taken', 'refused', 'refused, taken later'), { maxLength: 3 }),
  refunds: fc.array(fc.constantFrom<RefundEnd>('succeeded', 'closed'), { maxLength: 4 }),
});
type Troubles = { readonly line: Fate[]; readonly opens: Whim[]; readonly refunds: RefundEnd[] };

const clock = new MovableClock();
let channel: ModelChannel;
let stage: Stage<PaymentService>;
let run = 0;

beforeAll(async () => {
  const parts = { clock, channel: () => channel };
  stage = await Stage.open({ migrations, appendOnly, clock, process: (url, life) => paymentProcess(url, life, parts) });
});
afterAll(() => stage.close());

async function race(scheduler: fc.Scheduler, happenings: readonly Happening[], { line, opens, refunds }: Troubles) {
  const course = await stage.begin(scheduler);
  channel = new ModelChannel(course, new Line(course, clock, line), clock, { opens: [...opens], refunds: [...refunds] });
  const play = new Play(++run, { course, stage, channel, clock });
  for (const one of happenings) play.happen(one);
  await course.idle();
  await stage.rest(() => play.notify());
  await expectMoneyKnown(stage, channel, play.orderNo);
  // The order closes what nobody has paid, at the latest when its own window ends.
  for (const generation of [1, 2]) play.happen({ asks: 'close', at: 1, generation });
  await stage.rest(() => play.notify());
  play.expectKeys();
  const collections = await expectBooks(stage, channel, play.orderNo);
  stage.end();
  return collections;
}

describe('money through a channel, in whatever order things happen', () => {
  it.each<[string, Happening[], Whim[]?]>([
    ['an opening asked twice, and with another body under the same key', [open(), open(1, 1), open(1, 0, 1, 1)]],
    ['a second attempt beside the first, and both are paid', [open(), open(2, 1), pay(1, { told: 0 }), pay(2)], ['refused, taken later']],
    ['a second attempt wins, and nobody may pay the first any more', [open(), open(2, 1), pay(2)], ['refused, taken later']],
    ['money of which no callback tells', [open(), pay(1, { told: 0 })]],
    ['a second generation beside the first', [open(), open(1, 1, 2), close(), pay()]],
    ['a callback that is faster than the answer, and comes twice', [open(), pay(1, { told: 3 })]],
    ['a close against a payment', [open(), close(1), pay(), close()]],
    ['money after the close', [open(), close(), pay(1, { even: true, told: 2 }), pass(3000)]],
    ['a refund asked twice, and a second beside it, while the money comes', [open(), pay(), refund(1), refund(1, 1, 1), refund(2, 2, 1)]],
    ['the question after the money against its callback', [open(), pay(1, { told: 2 }), pass(6000), pass(6000)]],
    ['the end of the window against the payment', [open(), pass(WINDOW_MS), pay(), pass(2 * WINDOW_MS)]],
    ['a process that dies with all of it', [open(), pay(), { dies: 0 }, close(1), refund(1, 1, 1)]],
  ])('%s', async (_name, happenings, ...[whims]) => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), troubles, async (scheduler, trouble) => {
        await race(scheduler, happenings, whims ? { ...trouble, opens: whims } : trouble);
      }),
      { numRuns: 6, ...IN_TIME, seed: SEED },
    );
  });

  it('anything', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.array(anything, { minLength: 2, maxLength: 9 }), troubles, async (scheduler, more, trouble) => {
        await race(scheduler, [open(), ...more], trouble);
      }),
      { numRuns: 20, ...IN_TIME, seed: SEED },
    );
  });
});
