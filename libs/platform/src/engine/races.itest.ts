import type { Refusal } from '@meridian/kernel/outcome';
import { type Course, IN_TIME } from '@meridian/testing/course';
import { type Fate, fates, Line, type Sender } from '@meridian/testing/line';
import { databaseInSteps, type Process, Stage } from '@meridian/testing/stage';
import fc from 'fast-check';
import { createLogger } from '../logger';
import { Database } from '../storage/database';
import { answerOf, appendOnly, type Counter, type CounterFact, counted, counterKind, fresh, migrations } from '../testing/counter';
import { Link } from '../testing/link';
import { MovableClock } from '../testing/movable-clock';
import { Vault } from '../vault';
import { Engine } from './engine';
import type { Heard, Learned, OpenCall } from './types';

/** The same courses in every run; another number looks at others. */
const SEED = 20_261_122;
const LANE = 'somebody';

type Happening =
  | { readonly adds: number; readonly to: number; readonly at: number; readonly by: number; readonly key: number; readonly pays: boolean }
  | { readonly closes: number; readonly at: number }
  | { readonly passMs: number }
  | { readonly dies: number };

const add = (adds: number, at = 0, rest: { to?: number; by?: number; key?: number; pays?: boolean } = {}): Happening => ({
  adds,
  at,
  to: 0,
  by: 1,
  key: 0,
  pays: true,
  ...rest,
});

const process = fc.constantFrom(0, 1);
const anything: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ adds: fc.nat(4), to: process, at: process, by: fc.constantFrom(1, 1, 2), key: fc.nat(2), pays: fc.boolean() }),
  },
  fc.record({ closes: process, at: process }),
  fc.record({ passMs: fc.constantFrom(1000, 5000, 20_000) }),
  fc.record({ dies: process }),
);

/** Somebody outside who does what a key asks for once, and must not be asked two things of one lane at a time. */
class Party {
  readonly done = new Set<string>();
  /** What was unknown while something else left in its lane. */
  readonly crowded: string[] = [];
  private readonly asked = new Set<string>();

  constructor(
    private readonly line: Line,
    private readonly unknown: (keys: readonly string[]) => Promise<readonly string[]>,
  ) {}

  async hear(life: Sender, call: OpenCall): Promise<Heard> {
    await life.step(`${call.key} leaves`, async () => {
      this.crowded.push(...(await this.unknown([...this.asked].filter((key) => key !== call.key))));
      this.asked.add(call.key);
    });
    const heard = await this.line.say(life, call.key, () => this.done.add(call.key));
    return heard ? { fact: answerOf(call), heard: 'paid' } : { silent: 'TIMEOUT' };
  }
}

const clock = new MovableClock();
let party: Party;
let stage: Stage<Engine>;
let run = 0;

beforeAll(async () => {
  stage = await Stage.open({ migrations, appendOnly, clock, process: engineProcess });
});
afterAll(() => stage.close());

async function engineProcess(url: string, life: Sender): Promise<Process<Engine>> {
  const link = await Link.to(url);
  const database = databaseInSteps(await Database.connect(link.url), life);
  const vault = new Vault(Buffer.alloc(32, 1));
  const engine = new Engine({
    service: 'test',
    hospitalId: 'H45020000001',
    database,
    clock,
    logger: createLogger('test', 'silent'),
    vault,
  });
  const hear = (call: OpenCall) => party.hear(life, call);
  engine.keeps(counterKind).makes('pay', { send: hear, ask: hear, askAfterMs: [2000] });
  await engine.start();
  return { service: engine, die: () => link.close() };
}

interface Told {
  readonly key: number;
  readonly by: number;
  readonly code: string;
}

/** Two counters, told of what happens by two processes. */
class Play {
  readonly ids = [0, 1].map((n) => `c${run}.${n}`);
  readonly told: Told[] = [];

  happen(one: Happening): void {
    if ('passMs' in one) stage.later(one.passMs);
    else if ('dies' in one) stage.death(one.dies);
    else if ('closes' in one) this.tell(one.at, one.closes, { kind: 'closed', id: 'closed' });
    else this.add(one);
  }

  private add({ adds, to, at, by, key, pays }: Extract<Happening, { adds: number }>): void {
    const factId = `f${adds}`;
    const commands = pays ? [{ kind: 'pay', key: `${this.ids[to]}.${factId}`, payload: {}, lane: `${LANE} ${run}` }] : [];
    this.tell(at, to, { kind: 'added', id: factId, by, announcements: [counted()], commands }, { key, by });
  }

  private tell(at: number, to: number, fact: CounterFact, { key, by } = { key: 0, by: 0 }): void {
    const id = this.ids[to] ?? '';
    // Somebody who repeats a key may aim at another aggregate by then, as one does who is given a new number each time.
    const idempotency = key === 0 ? {} : { idempotency: { key: `key-${run}-${key}`, input: { by } } };
    const learned = stage.tell(at, `${id} ${fact.id}`, (engine) =>
      engine.learn(counterKind, id, fact, { fresh: fresh(id), ...idempotency }),
    );
    const codeOf = (answer: Learned<Counter> | Refusal) => (answer.ok ? (answer.rule === 'replay' ? 'replayed' : 'done') : answer.code);
    const note = (answer: Learned<Counter> | Refusal | undefined) => answer && this.told.push({ key, by, code: codeOf(answer) });
    learned.then(note).catch(() => undefined);
  }
}

interface Logged {
  readonly version: number;
  readonly fact_id: string;
  readonly kind: string;
}

async function expectCounter(id: string): Promise<void> {
  const log = await stage.rows<Logged>('SELECT version, fact_id, kind FROM fact_log WHERE aggregate_id = $1 ORDER BY version', [id]);
  const [row] = await stage.rows<{ version: number; body: { total: number; answers: string[]; phase: string } }>(
    'SELECT version, body FROM counter WHERE id = $1',
    [id],
  );
  expect(log.map((fact) => fact.version)).toEqual(log.map((_, n) => n + 1));
  expect(row?.version ?? 0).toBe(log.length);
  expect(new Set(log.map((fact) => fact.fact_id)).size).toBe(log.length);
  const closed = log.findIndex((fact) => fact.kind === 'closed');
  if (closed >= 0) expect(closed).toBe(log.length - 1);
  const added = log.filter((fact) => fact.kind === 'added');
  const outbox = await stage.rows<{ id: string }>(`SELECT id FROM outbox WHERE id LIKE $1 || '.%' ORDER BY seq`, [`test.${id}`]);
  expect(outbox.map((one) => one.id)).toEqual(added.map((fact) => `test.${id}.${fact.version}`));
  const calls = await stage.rows<{ key: string }>('SELECT key FROM call WHERE aggregate_id = $1 ORDER BY key', [id]);
  for (const { key } of calls) expect(party.done).toContain(key);
  expect(row?.body.answers.toSorted() ?? []).toEqual(
    log.flatMap((fact) => (fact.kind === 'answered' ? [fact.fact_id.replace(/\.answer$/, '')] : [])).toSorted(),
  );
  if (closed < 0) expect(row?.body.answers.toSorted() ?? []).toEqual(calls.map((call) => call.key));
}

/** Under one key one body was served, once; who came with another was refused; what was answered is on record. */
async function expectKeys(play: Play): Promise<void> {
  for (const { key, by, code } of play.told) {
    expect(['done', 'replayed', 'ORDER_ENDED', 'IDEMPOTENCY_KEY_REUSED']).toContain(code);
    if (key === 0) continue;
    const served = play.told.filter((one) => one.key === key && (one.code === 'done' || one.code === 'replayed'));
    expect(served.filter((one) => one.code === 'done').length).toBeLessThanOrEqual(1);
    expect(new Set(served.map((one) => one.by)).size).toBeLessThanOrEqual(1);
    if (code === 'IDEMPOTENCY_KEY_REUSED') expect(served.map((one) => one.by)).not.toContain(by);
  }
  const keys = await stage.rows<{ key: string }>('SELECT key FROM idempotency WHERE key LIKE $1', [`key-${run}-%`]);
  expect(keys.length).toBeLessThanOrEqual(2);
}

const UNKNOWN = `SELECT key FROM call WHERE status = 'open' AND NOT held AND key = ANY ($1)`;

async function race(scheduler: fc.Scheduler, happenings: readonly Happening[], troubles: readonly Fate[]): Promise<Play> {
  const course: Course = await stage.begin(scheduler);
  run += 1;
  const unknown = async (keys: readonly string[]) => (await stage.rows<{ key: string }>(UNKNOWN, [keys])).map((row) => row.key);
  party = new Party(new Line(course, clock, troubles), unknown);
  const play = new Play();
  for (const one of happenings) play.happen(one);
  await course.idle();
  await stage.rest();
  for (const id of play.ids) await expectCounter(id);
  expect(party.crowded).toEqual([]);
  await expectKeys(play);
  stage.end();
  return play;
}

describe('two processes on one aggregate, in every order of their statements', () => {
  it.each<[string, Happening[]]>([
    ['a command in flight twice, beside the facts of others', [add(1, 0, { key: 1 }), add(2, 1, { key: 1, to: 1 }), add(3), add(3, 1)]],
    ['a key with another body', [add(1, 0, { key: 1 }), add(1, 1, { key: 1, by: 2 }), add(2, 1, { key: 1, to: 1 })]],
    ['a key with another body, when there is nothing left to do', [add(1), add(1, 1, { key: 1 }), add(1, 0, { key: 1, by: 2 }), add(1, 1)]],
    ['facts told by turns, so that each process recalls what is no more', [add(1), add(2, 1), add(3), add(4, 1), add(1, 1), add(2)]],
    ['facts against the end', [add(1), add(2, 1), { closes: 0, at: 0 }, add(3, 1, { pays: false })].map(unpaid)],
    ['a process that dies with all of it', [add(1), add(2, 0, { key: 1 }), { dies: 0 }, add(2, 1, { key: 1 }), add(3, 1)]],
  ])('%s', async (_name, happenings) => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fates(), async (scheduler, troubles) => {
        await race(scheduler, happenings, troubles);
      }),
      { numRuns: 8, ...IN_TIME, seed: SEED },
    );
  });

  it('anything', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(anything, { minLength: 1, maxLength: 10 }),
        fates(),
        async (scheduler, happenings, troubles) => {
          // A counter that has ended refuses the answers of its calls, which would stay open: what ends asks for nothing.
          const ends = happenings.some((one) => 'closes' in one);
          await race(scheduler, ends ? happenings.map(unpaid) : happenings, troubles);
        },
      ),
      { numRuns: 30, ...IN_TIME, seed: SEED },
    );
  });
});

function unpaid(one: Happening): Happening {
  return 'adds' in one ? { ...one, pays: false } : one;
}
