import type { Clock } from '@meridian/kernel/clock';
import type { Fact } from '@meridian/kernel/machine';
import type { Refusal } from '@meridian/kernel/outcome';
import { addCase } from '../cases';
import type { Hint } from '../facts/hints';
import type { Logger } from '../logger';
import { counter } from '../observe/metrics';
import type { Database } from '../storage/database';
import { inSpan, type SpanOf } from '../trace';
import type { CallStore } from './call-store';
import { CommitStatement } from './commit-statement';
import type { EvidenceStore } from './evidence-store';
import type { AggregateKind, CallHandler, Evidence, Heard, Learned, LearnOptions, OpenCall } from './types';
import { LEASE_SECONDS, type Worker } from './worker';
import type { WritePath } from './write-path';

const transitions = counter('meridian_transitions_total');
const takenOver = counter('meridian_calls_taken_over_total');

const SWEEP_EVERY_MS = 300;
/** A held lane is tried again after this. */
const LANE_RETRY_MS = 500;

type Silence = Extract<Heard, { silent: string }>;

interface Parts {
  readonly database: Database;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly worker: Worker;
  readonly calls: CallStore;
  readonly evidence: EvidenceStore;
  readonly path: WritePath;
  /** Woken after a commit that left something in the outbox. */
  readonly onAnnounced: (hints: readonly Hint[]) => void;
}

/**
 * Makes the calls that decisions asked for, and sees every one to its end: the first send right after the commit, then by the ladder,
 * over crashes too. A call met again after a crash is asked about, never sent blindly.
 */
export class Executor {
  private readonly kinds = new Map<string, AggregateKind<unknown, Fact>>();
  private readonly running = new Map<string, { readonly aggregateId: string; readonly done: Promise<void> }>();
  private timer: NodeJS.Timeout | undefined;
  private sweeping: Promise<void> | undefined;
  private draining = false;

  constructor(
    private readonly parts: Parts,
    private readonly handlers: ReadonlyMap<string, CallHandler>,
  ) {}

  register<State, F extends Fact>(kind: AggregateKind<State, F>): void {
    this.kinds.set(kind.name, kind as unknown as AggregateKind<unknown, Fact>);
  }

  start(): void {
    this.timer = setInterval(() => {
      this.sweeping ??= this.sweep().finally(() => {
        this.sweeping = undefined;
      });
    }, SWEEP_EVERY_MS);
  }

  /** Stops claiming and waits for what is in flight; what stays open is taken over by others or at the next start. */
  async stop(withinMs: number): Promise<void> {
    this.draining = true;
    clearInterval(this.timer);
    const all = Promise.all([...[...this.running.values()].map((one) => one.done), this.sweeping]);
    await Promise.race([all, new Promise((resolve) => setTimeout(resolve, withinMs).unref())]);
  }

  /** Records a fact, then starts the calls it asks for. The promise in `settled` never rejects. */
  async learn<State, F extends Fact>(
    kind: AggregateKind<State, F>,
    id: string,
    fact: F,
    options: LearnOptions<State> = {},
  ): Promise<Learned<State> | Refusal> {
    const written = await this.parts.path.write(kind, id, fact, options);
    if ('ok' in written) return written;
    transitions.labels(kind.name, written.rule).inc();
    if (written.rule === 'alarm') this.parts.logger.error({ aggregate: id, fact: fact.kind, factId: fact.id }, 'a fact nobody expected');
    if (written.announced) this.parts.onAnnounced(written.hints);
    const settled = Promise.all(written.calls.map((call) => this.run(call, 'send'))).then(() => undefined);
    return { ok: true, state: written.state, version: written.version, rule: written.rule, replayed: written.replayed, settled };
  }

  /** Ends when no call of the aggregate runs in this process any more, whichever fact had started it. */
  async quiet(aggregateId: string): Promise<void> {
    for (;;) {
      const mine = [...this.running.values()].filter((one) => one.aggregateId === aggregateId);
      if (mine.length === 0) return;
      await Promise.all(mine.map((one) => one.done));
    }
  }

  private run(call: OpenCall, how: 'send' | 'ask'): Promise<void> {
    const already = this.running.get(call.key);
    if (already) return already.done;
    const done = inSpan(spanOf(call, how), () => this.make(call, how))
      .catch((error: unknown) =>
        this.parts.logger.error({ err: error, call: call.key, kind: call.kind }, 'a call failed inside; it stays open'),
      )
      .finally(() => this.running.delete(call.key));
    this.running.set(call.key, { aggregateId: call.aggregateId, done });
    return done;
  }

  private async make(call: OpenCall, how: 'send' | 'ask'): Promise<void> {
    const handler = this.handlers.get(call.kind);
    const kind = this.kinds.get(call.aggregate);
    if (!handler || !kind) throw new Error(`nobody makes calls of the kind ${call.kind}`);
    const { calls, clock, database } = this.parts;
    const free = call.held ? await calls.takeLane(database, call, clock.now()) : call;
    if (!free) return calls.wait(database, call, clock.now() + LANE_RETRY_MS);
    const silence = await this.hear(kind, handler, free, call.held ? 'send' : how);
    if (silence) await this.stillSilent(free, handler, silence);
  }

  /** @returns what keeps the call open: silence, a refusal of its answer by the state table, or a fault of ours. */
  private async hear(
    kind: AggregateKind<unknown, Fact>,
    handler: CallHandler,
    call: OpenCall,
    how: 'send' | 'ask',
  ): Promise<Silence | undefined> {
    const { logger, worker } = this.parts;
    let exchanges: readonly Evidence[] = [];
    try {
      const window = worker.window();
      const heard = await handler[how](call, window(), window);
      if ('silent' in heard) return heard;
      exchanges = heard.exchanges ?? [];
      const learned = await this.learn(kind, call.aggregateId, heard.fact, { closes: { key: call.key, heard: heard.heard, exchanges } });
      if (learned.ok) return void (await learned.settled);
      logger.error({ call: call.key, kind: call.kind, fact: heard.fact.kind, code: learned.code }, 'the answer of a call was refused');
      return { silent: `the answer was refused: ${learned.code}`, exchanges };
    } catch (error) {
      logger.error({ err: error, call: call.key, kind: call.kind }, 'a call failed inside; it stays open');
      return { silent: 'failed inside', exchanges };
    }
  }

  private async stillSilent(call: OpenCall, handler: CallHandler, heard: Silence): Promise<void> {
    const { calls, clock, database, evidence, logger } = this.parts;
    const now = clock.now();
    const wait = handler.askAfterMs[Math.min(call.asks, handler.askAfterMs.length - 1)] ?? 5000;
    const overdue = handler.caseAfterMs !== undefined && now - call.openedAt >= handler.caseAfterMs;
    const commit = new CommitStatement().answer('kept', 'EXISTS (SELECT 1 FROM postponed)');
    calls.postpone(commit, call, now + wait, heard.silent);
    evidence.add(commit, 'postponed', call, heard.exchanges ?? []);
    if (overdue) {
      const { key, kind, aggregate, aggregateId: id, orderNo, openedAt } = call;
      const proof = { call: key, kind, asks: call.asks + 1, openedAt, heard: heard.silent };
      addCase(commit, 'postponed', { caseId: `${key}:silent`, aggregate, id, orderNo, reason: `${kind}.silent`, evidence: proof, at: now });
    }
    await commit.run(database);
    logger.warn({ call: call.key, kind: call.kind, asks: call.asks + 1, heard: heard.silent, overdue }, 'no answer yet');
  }

  private async sweep(): Promise<void> {
    const { calls, clock, database, logger } = this.parts;
    if (this.draining) return;
    try {
      const due = await calls.claim(database, clock.now(), 50, { leaseSeconds: LEASE_SECONDS, running: [...this.running.keys()] });
      for (const call of due) {
        if (call.takenOver > 0) takenOver.labels(call.kind).inc();
        void this.run(call, 'ask');
      }
    } catch (error) {
      logger.warn({ err: error }, 'the sweep failed; it will be tried again');
    }
  }
}

/** Under the decision that asked for it, over crashes too; what another process had begun is linked as well, and so always recorded. */
const spanOf = ({ kind, key, orderNo, asks, takenOver: hands, traceparent }: OpenCall, how: 'send' | 'ask'): SpanOf => ({
  name: `call ${kind}`,
  attributes: {
    'meridian.call': key,
    'meridian.order_no': orderNo,
    'meridian.how': how,
    'meridian.asks': asks,
    'meridian.taken_over': hands,
  },
  ...(traceparent ? { parent: traceparent, ...(hands > 0 ? { links: [traceparent] } : {}) } : {}),
});
