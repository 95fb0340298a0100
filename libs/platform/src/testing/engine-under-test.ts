import type { Command } from '@meridian/kernel/machine';
import { type TestSchema, testSchema } from '@meridian/testing/test-schema';
import { Engine } from '../engine/engine';
import type { CallHandler, Learned, LearnOptions } from '../engine/types';
import { createLogger } from '../logger';
import { Database, statement } from '../storage/database';
import { Vault } from '../vault';
import { appendOnly, type Counter, type CounterFact, counterKind, fresh, migrations } from './counter';
import { Link } from './link';
import { MovableClock } from './movable-clock';

export interface CallRow {
  readonly key: string;
  readonly status: 'open' | 'done';
  readonly owner: string;
  readonly epoch: number;
  readonly asks: number;
  readonly held: boolean;
  readonly heard: string | null;
  readonly due_at: Date;
  readonly opened_at: Date;
}

const CALL = statement('test-call', 'SELECT * FROM call WHERE key = $1');
const VAULT = new Vault(Buffer.alloc(32, 1));

/** A schema for the counter, and as many engines on it as a test wants, each with a line of its own to the database. */
export class Bench {
  readonly clock = new MovableClock();
  private readonly running: EngineUnderTest[] = [];

  private constructor(
    readonly schema: TestSchema,
    /** The test's own eyes; never cut. */
    readonly database: Database,
  ) {}

  static async open(): Promise<Bench> {
    const schema = await testSchema(migrations, appendOnly);
    return new Bench(schema, await Database.connect(schema.url, 4));
  }

  async engine(handlers: Readonly<Record<string, CallHandler>> = {}): Promise<EngineUnderTest> {
    const link = await Link.to(this.schema.url);
    const database = await Database.connect(link.url);
    const logger = createLogger('test', 'silent');
    const engine = new Engine({ service: 'test', hospitalId: 'H45020000001', database, clock: this.clock, logger, vault: VAULT });
    engine.keeps(counterKind);
    for (const [kind, handler] of Object.entries(handlers)) engine.makes(kind, handler);
    await engine.start();
    const started = new EngineUnderTest(engine, database, link);
    this.running.push(started);
    return started;
  }

  async call(key: string): Promise<CallRow | undefined> {
    const [row] = await this.database.rows<CallRow>(CALL, [key]);
    return row;
  }

  async count(table: string): Promise<number> {
    const [row] = await this.database.rows<{ n: number }>(statement(`test-count-${table}`, `SELECT count(*)::int AS n FROM ${table}`));
    return row?.n ?? 0;
  }

  async close(): Promise<void> {
    await Promise.all(this.running.map((one) => one.stop()));
    await this.database.close();
    await this.schema.drop();
  }
}

/** One process, as far as the database can tell. */
export class EngineUnderTest {
  private ended = false;

  constructor(
    readonly engine: Engine,
    readonly database: Database,
    readonly link: Link,
  ) {}

  /** A fact about a counter that may not exist yet. @throws when it is refused */
  async learn(id: string, fact: CounterFact, options: LearnOptions<Counter> = {}): Promise<Learned<Counter>> {
    const learned = await this.engine.learn(counterKind, id, fact, { fresh: fresh(id), ...options });
    if (!learned.ok) throw new Error(`refused: ${learned.code}`);
    return learned;
  }

  /** Adds one and asks for calls. */
  add(id: string, factId: string, ...commands: Command[]): Promise<Learned<Counter>> {
    return this.learn(id, { kind: 'added', id: factId, by: 1, commands });
  }

  read(id: string) {
    return this.engine.read(counterKind, id);
  }

  /** As kill -9 looks from the database: every connection gone, nothing said. */
  die(): void {
    this.ended = true;
    this.link.close();
    void this.bury();
  }

  /** As SIGTERM. */
  async stop(): Promise<void> {
    if (this.ended) return;
    this.ended = true;
    this.link.thaw();
    await this.engine.stop();
    await this.database.close();
    this.link.close();
  }

  /** What is left of it in this process. */
  private async bury(): Promise<void> {
    await this.engine.stop();
    await this.database.close();
  }
}
