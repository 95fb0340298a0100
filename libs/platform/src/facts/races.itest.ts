import { type Course, IN_TIME } from '@meridian/testing/course';
import type { Sender } from '@meridian/testing/line';
import { databaseInSteps, type Process, Stage } from '@meridian/testing/stage';
import fc from 'fast-check';
import type { NatsConnection } from 'nats';
import type { PoolClient } from 'pg';
import { Engine } from '../engine/engine';
import { createLogger } from '../logger';
import { Database, statement } from '../storage/database';
import { appendOnly, COUNTED, counted, counterKind, fresh, migrations } from '../testing/counter';
import { countedFact } from '../testing/facts-under-test';
import { Link } from '../testing/link';
import { MovableClock } from '../testing/movable-clock';
import { Vault } from '../vault';
import type { TakenFact } from './consumer';
import { takeOnce } from './inbox';
import { OutboxRelay } from './relay';

/** The same courses in every run; another number looks at others. */
const SEED = 20_261_122;
const MOST_ROUNDS = 100;
/** For how many steps a slow transaction stays open: about as many as a relay needs to publish what is younger. */
const DAWDLES = 15;

type Happening =
  | { readonly tells: number; readonly to: number; readonly at: number; readonly facts: number }
  | { readonly slow: number; readonly at: number }
  | { readonly passMs: number }
  | { readonly dies: number }
  | { readonly forgets: true };

/** What the stream makes of the next message of a connection; cut is the connection, with all that waits on it. */
type Ack = 'acknowledged' | 'unacknowledged' | 'cut';
/** What becomes of a delivery. `late`: after everything else. */
type Delivery = 'once' | 'twice' | 'at once twice' | 'fails' | 'late';

interface Waiting {
  readonly id: string;
  readonly envelope: string;
  readonly stored: (error?: Error) => void;
}

/** A stream with books of its own: a connection's messages come in their order, and duplicates are known for a while. */
class ModelStream {
  /** In the order they were stored. */
  readonly envelopes: string[] = [];
  readonly ids: string[] = [];
  private readonly recent = new Set<string>();

  constructor(
    private readonly course: Course,
    private readonly acks: Ack[],
    private readonly deliver: (envelope: string) => void,
  ) {}

  /** The window in which a message id is known has passed. */
  forget(): void {
    this.recent.clear();
  }

  publisher(): (id: string, envelope: string) => Promise<void> {
    const queue: Waiting[] = [];
    return (id, envelope) =>
      new Promise((resolve, reject) => {
        queue.push({ id, envelope, stored: (error) => (error ? reject(error) : resolve()) });
        this.course.moment('the stream takes a message', () => this.take(queue));
      });
  }

  private take(queue: Waiting[]): void {
    const next = queue.shift();
    if (!next) return;
    const ack = this.acks.shift() ?? 'acknowledged';
    if (ack === 'cut') for (const lost of [next, ...queue.splice(0)]) lost.stored(new Error('CONNECTION'));
    else this.store(next, ack === 'acknowledged');
  }

  private store({ id, envelope, stored }: Waiting, acknowledged: boolean): void {
    if (!this.recent.has(id)) {
      this.recent.add(id);
      this.ids.push(id);
      this.envelopes.push(envelope);
      this.deliver(envelope);
    }
    stored(acknowledged ? undefined : new Error('TIMEOUT'));
  }
}

interface FactService {
  readonly engine: Engine;
  /** A transaction that is begun now and committed later. */
  slow(id: string): Promise<void>;
  take(facts: readonly TakenFact[], how: Delivery): Promise<boolean>;
}

const clock = new MovableClock();
let stream: ModelStream;
let play: Play;
let stage: Stage<FactService>;
let run = 0;

beforeAll(async () => {
  stage = await Stage.open({ migrations, appendOnly, clock, tickMs: 1000, process: factProcess });
});
afterAll(() => stage.close());

const SLOW = 'INSERT INTO outbox (id, subject, order_no, envelope, at) VALUES ($1, $2, $3, $4, now())';
const EFFECT = statement(
  'effect',
  "INSERT INTO counter_claim (name, id) SELECT id || ' ' || gen_random_uuid(), id FROM unnest($1::text[]) AS id",
);

/** The relay's own connection, each of its statements a step as well. */
const dedicatedInSteps =
  (database: Database, life: Sender): Database['dedicated'] =>
  async (onLost) => {
    const client = await life.step('a connection', () => database.dedicated(onLost));
    const query = (...asked: Parameters<PoolClient['query']>) => life.step('on its connection', () => client.query(...asked));
    return { query, release: (broken: boolean) => client.release(broken) } as unknown as PoolClient;
  };

function natsOn(life: Sender): NatsConnection {
  const publishers = new Map<ModelStream, ReturnType<ModelStream['publisher']>>();
  const publish = (_subject: string, envelope: string, { msgID }: { msgID: string }): Promise<void> => {
    const publisher = publishers.get(stream) ?? stream.publisher();
    publishers.set(stream, publisher);
    return publisher(msgID, envelope);
  };
  const manager = { streams: { info: () => life.step('stream info', () => ({ created: 'the one' })) } };
  return { jetstream: () => ({ publish }), jetstreamManager: async () => manager } as unknown as NatsConnection;
}

async function factProcess(url: string, life: Sender): Promise<Process<FactService>> {
  const link = await Link.to(url);
  const raw = await Database.connect(link.url);
  const database = databaseInSteps(raw, life);
  const logger = createLogger('test', 'silent');
  const vault = new Vault(Buffer.alloc(32, 1));
  const engine = new Engine({ service: 'test', hospitalId: 'H45020000001', database, clock, logger, vault }).keeps(counterKind);
  engine.onAnnounced((hints) => {
    for (const { envelope } of hints) play.hint(envelope);
  });
  await engine.start();
  new OutboxRelay(Object.assign(databaseInSteps(raw, life), { dedicated: dedicatedInSteps(raw, life) }), natsOn(life), logger).start();
  const take = (facts: readonly TakenFact[], how: Delivery): Promise<void> =>
    takeOnce(raw, 'listener', facts, async (sql, news) => {
      await sql.run(EFFECT, [news.map((one) => one.id.split('#')[0])]);
      if (how === 'fails') throw new Error('the effect failed');
    });
  const slow = async (id: string): Promise<void> => {
    const client = await life.step('a slow one connects', () => raw.dedicated(() => undefined));
    const row = [id, COUNTED, id, JSON.stringify({ id, type: COUNTED })];
    await life.step('a slow one writes', async () => {
      await client.query('BEGIN');
      await client.query(SLOW, row);
    });
    for (let n = 0; n < DAWDLES; n++) await life.step('a slow one dawdles', () => undefined);
    await life.step('a slow one commits', () => client.query('COMMIT'));
    client.release();
  };
  return {
    service: {
      engine,
      slow,
      take: (facts, how) =>
        life.step('take', async () => {
          const copies = Array.from({ length: how === 'at once twice' ? 2 : 1 }, () => take(facts, how));
          return (await Promise.allSettled(copies)).every((one) => one.status === 'fulfilled');
        }),
    },
    die: () => link.close(),
  };
}

/** Two aggregates whose facts are on their way to a listener, in one course of events. */
class Play {
  readonly prefix = `c${run}x`;
  private readonly untaken = new Set<string>();

  constructor(private readonly deliveries: Delivery[]) {}

  happen(one: Happening): void {
    if ('passMs' in one) stage.later(one.passMs);
    else if ('dies' in one) stage.death(one.dies);
    else if ('forgets' in one) void this.course?.moment('duplicates are forgotten', () => stream.forget());
    else if ('slow' in one)
      stage.tell(one.at, 'slow', (service) => service.slow(`test.${this.prefix}slow.${one.slow}`)).catch(() => undefined);
    else this.tell(one);
  }

  course: Course | undefined;

  hint(envelope: string): void {
    this.take([envelope], 'once', 0);
  }

  deliver(envelope: string): void {
    this.untaken.add(envelope);
    const how = this.deliveries.shift() ?? 'once';
    if (how === 'late') return;
    this.take([...this.untaken].slice(-3), how, 1);
    if (how === 'twice') this.take([envelope.replace(/"id":"([^"]+)"/, '"id":"$1#2"')], how, 0);
  }

  /** @returns whether there was anything left to deliver */
  redeliver(): boolean {
    if (this.untaken.size > 0) this.take([...this.untaken], 'once', 0);
    return this.untaken.size > 0;
  }

  private tell({ tells, to, at, facts }: Extract<Happening, { tells: number }>): void {
    const id = `${this.prefix}${to}`;
    const announcements = Array.from({ length: facts }, (_, n) => (n === 0 ? { ...counted(), urgent: true as const } : counted()));
    const fact = { kind: 'added' as const, id: `f${tells}`, by: 1, announcements };
    stage.tell(at, `${id} f${tells}`, ({ engine }) => engine.learn(counterKind, id, fact, { fresh: fresh(id) })).catch(() => undefined);
  }

  private take(envelopes: readonly string[], how: Delivery, at: number): void {
    const facts = envelopes.map((envelope) => ({ ...(JSON.parse(envelope) as TakenFact), contract: countedFact }));
    const taken = stage.tell(at, `delivery of ${facts.map((fact) => fact.id).join(', ')}`, (service) => service.take(facts, how));
    const note = (told: boolean | undefined): void => {
      if (told) for (const envelope of envelopes) this.untaken.delete(envelope);
    };
    taken.then(note).catch(() => undefined);
  }
}

/** Everything that was committed is in the stream and taken; per aggregate it was stored in the order in which it was decided. */
async function expectDelivered(): Promise<void> {
  const rows = await stage.rows<{ id: string }>('SELECT id FROM outbox WHERE id LIKE $1 ORDER BY seq', [`test.${play.prefix}%`]);
  const committed = rows.map((row) => row.id);
  const firsts = [...new Set(stream.ids)].filter((id) => id.startsWith(`test.${play.prefix}`));
  expect(firsts.toSorted()).toEqual(committed.toSorted());
  for (const aggregate of ['0', '1']) {
    const of = (ids: readonly string[]) => ids.filter((id) => id.startsWith(`test.${play.prefix}${aggregate}.`));
    expect(of(firsts)).toEqual(of(committed));
  }
  const effects = await stage.rows<{ id: string }>('SELECT id FROM counter_claim WHERE id LIKE $1', [`test.${play.prefix}%`]);
  expect(effects.map((row) => row.id).toSorted()).toEqual(committed.toSorted());
}

const UNSENT = 'SELECT 1 FROM outbox o, outbox_position p WHERE (o.xid, o.seq) > (p.xid, p.seq)';

async function race(scheduler: fc.Scheduler, happenings: readonly Happening[], acks: readonly Ack[], deliveries: readonly Delivery[]) {
  run += 1;
  play = new Play([...deliveries]);
  const course = await stage.begin(scheduler);
  play.course = course;
  const good = { acks: [...acks] };
  stream = new ModelStream(course, good.acks, (envelope) => play.deliver(envelope));
  for (const one of happenings) play.happen(one);
  await course.idle();
  good.acks.length = 0;
  for (let round = 0; (await stage.rows(UNSENT)).length > 0 || play.redeliver(); round++) {
    if (round === MOST_ROUNDS) throw new Error('the outbox is never empty');
    stage.later(1000);
    await course.idle();
  }
  await course.idle();
  await expectDelivered();
  stage.end();
}

const process = fc.constantFrom(0, 1);
const anything: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ tells: fc.nat(5), to: process, at: process, facts: fc.constantFrom(1, 1, 3) }) },
  { weight: 4, arbitrary: fc.constant({ passMs: 1000 }) },
  fc.record({ slow: fc.nat(3), at: process }),
  fc.record({ dies: process }),
  fc.constant({ forgets: true as const }),
);
const acks = fc.array(fc.constantFrom<Ack>('acknowledged', 'acknowledged', 'unacknowledged', 'cut'), { maxLength: 8 });
const deliveries = fc.array(fc.constantFrom<Delivery>('once', 'twice', 'at once twice', 'fails', 'late'), { maxLength: 8 });

const tell = (tells: number, to = 0, at = 0): Happening => ({ tells, to, at, facts: 2 });
const look: Happening = { passMs: 1000 };

describe('every fact has its effect once, and an aggregate’s facts are published in their order', () => {
  it.each<[string, Happening[]]>([
    [
      'beside transactions that take longer',
      [{ slow: 0, at: 0 }, tell(1), look, tell(2, 1, 1), { slow: 1, at: 1 }, look, tell(3), look, look],
    ],
    ['over the death of a relay', [tell(1), look, tell(2, 1, 1), { dies: 0 }, look, tell(3, 0, 1), look, { forgets: true }]],
  ])('%s', async (_name, happenings) => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), acks, deliveries, async (scheduler, ...rest) => {
        await race(scheduler, happenings, ...rest);
      }),
      { numRuns: 10, ...IN_TIME, seed: SEED },
    );
  });

  it('whatever comes between', async () => {
    const twoSlow = (one: Happening, other: Happening): boolean => 'slow' in one && 'slow' in other && one.slow === other.slow;
    const happenings = fc.uniqueArray(anything, { minLength: 3, maxLength: 14, comparator: twoSlow });
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), happenings, acks, deliveries, async (scheduler, ...rest) => {
        await race(scheduler, ...rest);
      }),
      { numRuns: 20, ...IN_TIME, seed: SEED },
    );
  });
});
