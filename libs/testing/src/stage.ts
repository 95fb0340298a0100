import type { Scheduler } from 'fast-check';
import { Client } from 'pg';
import type { MigrationInterface } from 'typeorm';
import { Course } from './course';
import { MUCH_LATER_MS, type Sender } from './line';
import { type TestSchema, testSchema } from './test-schema';

/** One process of the service under test, as a race needs to know it. */
export interface Process<Service> {
  readonly service: Service;
  /** As kill -9 looks from outside: every connection gone, nothing said. */
  die(): void;
}

/** What a process may not do without its turn, and not at all once it is dead. */
class Life implements Sender {
  over = false;
  private end: () => void = () => undefined;
  readonly ended = new Promise<undefined>((resolve) => {
    this.end = () => resolve(undefined);
  });

  constructor(
    private readonly name: string,
    private readonly course: () => Course,
  ) {}

  async step<T>(what: string, work: () => T | Promise<T>): Promise<T> {
    const done = await this.course().step(`${this.name}: ${what}`, async () => (this.over ? undefined : { value: await work() }));
    return done ? done.value : new Promise<never>(() => undefined);
  }

  die(): void {
    this.over = true;
    this.end();
  }
}

interface Statements {
  rows(statement: { readonly name: string }, values?: readonly unknown[]): Promise<unknown[]>;
  run(statement: { readonly name: string }, values?: readonly unknown[]): Promise<number>;
}

/** A database each of whose statements is a step; that a commit is done and that its process knows are two. */
export function databaseInSteps<D extends Statements>(database: D, life: Sender): D {
  const inStep =
    <T>(make: (statement: { readonly name: string }, values?: readonly unknown[]) => Promise<T>) =>
    async (statement: { readonly name: string }, values?: readonly unknown[]): Promise<T> => {
      const answer = await life.step(statement.name, () =>
        make(statement, values).then(
          (value) => () => value,
          (error: unknown) => () => {
            throw error;
          },
        ),
      );
      if (statement.name.startsWith('commit')) await life.step(`knows of ${statement.name}`, () => undefined);
      return answer();
    };
  const steps = { rows: inStep(database.rows.bind(database)), run: inStep(database.run.bind(database)) };
  return Object.assign(Object.create(database) as D, steps);
}

interface Setting<Service> {
  readonly migrations: readonly (new () => MigrationInterface)[];
  readonly appendOnly: readonly string[];
  readonly clock: { now(): number; pass(ms: number): void };
  /** By how much timers move on whenever time passes: once around for whatever looks at intervals. */
  readonly tickMs?: number;
  /** One more process, with the engine running. */
  process(url: string, life: Sender): Promise<Process<Service>>;
}

/** How often engines look for what is due. */
const SWEEP_MS = 200;
const MOST_ROUNDS = 120;
/** What waits for its lane looks twice a second; the others need minutes. */
const LEAST_MS = 5000;
const NAMES = ['one', 'two'];

/**
 * A service of two processes on one database, with everything that happens in it taken in turns. Timers stand still until the course
 * lets time pass.
 */
export class Stage<Service> {
  private course: Course | undefined;
  private processes: { readonly life: Life; readonly process: Process<Service> }[] = [];
  private clean = true;

  private constructor(
    private readonly schema: TestSchema,
    private readonly eyes: Client,
    private readonly setting: Setting<Service>,
  ) {}

  static async open<Service>(setting: Setting<Service>): Promise<Stage<Service>> {
    const schema = await testSchema(setting.migrations, setting.appendOnly);
    const eyes = new Client({ connectionString: schema.url });
    await eyes.connect();
    jest.useFakeTimers({ doNotFake: ['Date', 'hrtime', 'nextTick', 'performance', 'queueMicrotask', 'setImmediate', 'clearImmediate'] });
    return new Stage(schema, eyes, setting);
  }

  /**
   * A new course of events, with both processes alive. What a course that failed left behind is not this one's.
   * @param always what must hold after every single step
   */
  async begin(scheduler: Scheduler, always?: () => Promise<void>): Promise<Course> {
    this.course = new Course(scheduler, always);
    if (!this.clean) {
      for (const index of this.processes.keys()) if (!this.processes[index]?.life.over) await this.kill(index);
      await this.rows("UPDATE call SET status = 'done' WHERE status = 'open'");
    }
    for (const [index, name] of NAMES.entries()) {
      if (this.processes[index] && !this.processes[index].life.over) continue;
      const life = new Life(name, () => this.course as Course);
      this.processes[index] = { life, process: await this.setting.process(this.schema.url, life) };
    }
    this.clean = false;
    return this.course;
  }

  /** The course went as it should. */
  end(): void {
    this.clean = true;
  }

  /** Something comes in at one process, or at the other when that is dead. @returns undefined when nobody lived to answer it */
  tell<T>(index: number, what: string, work: (service: Service) => Promise<T>): Promise<T | undefined> {
    const course = this.course as Course;
    return course.begin(what, async () => {
      const at = [this.processes[index], ...this.processes].find((one) => one && !one.life.over);
      return at && Promise.race([work(at.process.service), at.life.ended]);
    });
  }

  /** A moment at which time has passed. */
  later(ms: number): void {
    this.course?.moment(`${ms} ms pass`, () => this.pass(ms));
  }

  /** A moment at which a process dies; the last one lives. */
  death(index: number): void {
    this.course?.moment(`${NAMES[index]} dies`, () => (this.processes.some((one) => one.life.over) ? undefined : this.kill(index)));
  }

  /**
   * Lets time pass to whatever is due next, a few seconds at least, until no call is open, and none is opened by what arrives late.
   * @param meanwhile what goes on outside: it is told each round @throws Error when there is no end to it
   */
  async rest(meanwhile: () => void = () => undefined): Promise<void> {
    await this.course?.idle();
    let over = false;
    for (let round = 0; ; round++) {
      meanwhile();
      await this.course?.idle();
      const open = await this.rows<{ key: string; due_at: Date }>(
        "SELECT key, due_at FROM call WHERE status = 'open' ORDER BY due_at, key",
      );
      const [next] = open;
      if (!next && over) return;
      over = !next;
      if (round === MOST_ROUNDS) throw new Error(`no end to ${open.map((call) => call.key).join(', ')}`);
      this.pass(next ? Math.max(LEAST_MS, next.due_at.getTime() - this.setting.clock.now()) : MUCH_LATER_MS);
      await this.course?.idle();
    }
  }

  async rows<Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    return (await this.eyes.query<Row & Record<string, unknown>>(text, [...values])).rows;
  }

  async close(): Promise<void> {
    const alive = this.processes.filter((one) => !one.life.over);
    jest.useRealTimers();
    this.course = undefined;
    for (const { process } of alive) process.die();
    await this.eyes.end();
    await this.schema.drop();
  }

  private pass(ms: number): void {
    this.setting.clock.pass(ms);
    jest.advanceTimersByTime(this.setting.tickMs ?? SWEEP_MS);
  }

  /** Over when the database knows of it as well: then others may take what was the dead one's. */
  private async kill(index: number): Promise<void> {
    const one = this.processes[index];
    if (!one || one.life.over) return;
    const locks = async () =>
      (
        await this.rows(
          "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND classid = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())",
        )
      ).length;
    const before = await locks();
    one.life.die();
    one.process.die();
    while ((await locks()) >= before) await new Promise<void>((resolve) => setImmediate(resolve));
  }
}
