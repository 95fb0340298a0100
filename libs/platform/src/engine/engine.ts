import type { Clock } from '@meridian/kernel/clock';
import type { Fact } from '@meridian/kernel/machine';
import type { Refusal } from '@meridian/kernel/outcome';
import type { Hint } from '../facts/hints';
import type { Logger } from '../logger';
import { type Database, statement } from '../storage/database';
import type { Vault } from '../vault';
import { CallStore } from './call-store';
import { DecisionLog } from './decision-log';
import { EvidenceStore } from './evidence-store';
import { Executor } from './executor';
import { seenKey } from './idempotency';
import type { AggregateKind, CallHandler, Idempotency, Learned, LearnOptions, OpenCall } from './types';
import { Worker } from './worker';
import { aggregateOf, WorkingSet } from './working-set';
import { WritePath } from './write-path';

export interface EngineOptions {
  readonly service: string;
  readonly hospitalId: string;
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly vault: Vault;
}

/** How long the first answer may take before the call is asked about; longer than any send's own deadline. */
const FIRST_DUE_MS = 10_000;

/**
 * The money engine of one service: facts in, decisions by the pure domain, one commit, then the calls that were decided. Intents, leases,
 * fencing, idempotency and outbox live here, once.
 */
export class Engine {
  private readonly handlers = new Map<string, CallHandler>();
  private readonly worker: Worker;
  private readonly executor: Executor;
  private readonly workingSet = new WorkingSet();
  private announced: (hints: readonly Hint[]) => void = () => undefined;

  constructor(private readonly options: EngineOptions) {
    const { database, clock, logger, vault, service, hospitalId } = options;
    this.worker = new Worker(database, logger);
    const calls = new CallStore(
      () => this.worker.id,
      () => FIRST_DUE_MS,
    );
    const evidence = new EvidenceStore(vault);
    const log = new DecisionLog({ service, hospitalId }, calls);
    const path = new WritePath({ database, clock, calls, evidence, log, workingSet: this.workingSet });
    this.executor = new Executor(
      { database, clock, logger, worker: this.worker, calls, evidence, path, onAnnounced: (hints) => this.announced(hints) },
      this.handlers,
    );
  }

  /** Who makes calls of this kind. Every kind a decision can ask for must be given before `start`. */
  makes(kind: string, handler: CallHandler): this {
    this.handlers.set(kind, handler);
    return this;
  }

  keeps<State, F extends Fact>(kind: AggregateKind<State, F>): this {
    this.executor.register(kind);
    return this;
  }

  /** @param tell called after each commit that left something in the outbox, with the facts that somebody waits for */
  onAnnounced(tell: (hints: readonly Hint[]) => void): void {
    this.announced = tell;
  }

  learn<State, F extends Fact>(
    kind: AggregateKind<State, F>,
    id: string,
    fact: F,
    options?: LearnOptions<State>,
  ): Promise<Learned<State> | Refusal> {
    return this.executor.learn(kind, id, fact, options);
  }

  /** For use cases that must ask the outside before they can decide: a repeated key is answered before asking again. */
  seen(idempotency: Idempotency): Promise<string | Refusal | undefined> {
    return seenKey(this.options.database, idempotency);
  }

  /** Waits for the calls a fact started, at most until a wall-clock instant; then reads the aggregate as it is. */
  async settledBy<State, F extends Fact>(
    kind: AggregateKind<State, F>,
    learned: Learned<State>,
    deadlineAt: number,
  ): Promise<{ state: State; version: number }> {
    const left = Math.max(0, deadlineAt - Date.now() - 150);
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([
      // The fact may have come by outbox first: then another chain than ours makes the calls that follow.
      learned.settled.then(() => this.executor.quiet(kind.idOf(learned.state))),
      new Promise<void>((resolve) => {
        timer = setTimeout(resolve, left);
      }),
    ]);
    clearTimeout(timer);
    // What our own chain wrote is known here; who repeats a command may have been served by another process before.
    const recalled = learned.rule === 'replay' ? undefined : this.workingSet.recall<State>(aggregateOf(kind, kind.idOf(learned.state)));
    return recalled ?? (await this.read(kind, kind.idOf(learned.state))) ?? learned;
  }

  /** The state a call was decided in, when it is made right after that; otherwise the aggregate is read. @throws Error for an unknown one */
  async stateFor<State, F extends Fact>(kind: AggregateKind<State, F>, id: string, call: OpenCall): Promise<State> {
    if (call.decided !== undefined && call.aggregate === kind.name && call.aggregateId === id) return call.decided as State;
    const stored = await this.read(kind, id);
    if (!stored) throw new Error(`no ${kind.name} ${id}`);
    return stored.state;
  }

  /** For what never changes of an aggregate: as this process last knew it, otherwise as it is. */
  async recent<State, F extends Fact>(kind: AggregateKind<State, F>, id: string): Promise<State | undefined> {
    return (this.workingSet.recall<State>(aggregateOf(kind, id)) ?? (await this.read(kind, id)))?.state;
  }

  async read<State, F extends Fact>(
    kind: AggregateKind<State, F>,
    id: string,
  ): Promise<{ state: State; version: number; createdAt: number; updatedAt: number } | undefined> {
    const text = `SELECT version, body, created_at, updated_at FROM ${kind.table} WHERE id = $1`;
    const [row] = await this.options.database.rows<{ version: number; body: State; created_at: Date; updated_at: Date }>(
      statement(`${kind.name}-read`, text),
      [id],
    );
    return row && { state: row.body, version: row.version, createdAt: row.created_at.getTime(), updatedAt: row.updated_at.getTime() };
  }

  async start(): Promise<void> {
    await this.worker.start();
    this.executor.start();
  }

  async stop(): Promise<void> {
    await this.executor.stop(8000);
    await this.worker.stop();
  }
}
