import type { Decision, Fact } from '@meridian/kernel/machine';
import type { Laws } from '../laws';
import type { World } from '../world';
import { Executor } from './executor';
import type { Announced, Call, Command, Handler, Kind, Learned, LearnOptions, Row } from './types';
import { Worker } from './worker';

/** Longer than any send's own deadline (libs/platform/src/engine/engine.ts). */
const FIRST_DUE_MS = 10_000;
const WORKERS = 2;

export interface CaseFile {
  readonly id: string;
  readonly orderNo: string;
  readonly reason: string;
  closed: boolean;
}

/**
 * One service as data: its tables, its workers, and the one way anything is written (libs/platform/src/engine/write-path.ts), with a
 * crash possible before and after every commit.
 */
export class Service {
  readonly rows = new Map<string, Row>();
  readonly calls = new Map<string, Call>();
  readonly keys = new Map<string, { readonly input: string; readonly id: string }>();
  readonly cases = new Map<string, CaseFile>();
  readonly outbox: Announced[] = [];
  readonly workers: Worker[] = [];
  readonly executor: Executor;
  /** Lanes that somebody outside this life holds until an instant. */
  readonly busyLanes = new Map<string, number>();
  onCommit: (row: Row, before: unknown) => void = () => undefined;
  onAnnounced: (one: Announced) => void = () => undefined;
  onCase: (file: CaseFile) => void = () => undefined;
  /** Rows that must move in the same commit. @returns a code to refuse the fact. */
  alongside: (kind: Kind, before: unknown, after: unknown) => string | undefined = () => undefined;
  private nextWorker = 1;

  constructor(
    readonly name: string,
    readonly world: World,
    readonly laws: Laws,
    readonly handlers: ReadonlyMap<string, Handler>,
  ) {
    this.executor = new Executor(this);
    for (let i = 0; i < WORKERS; i++) this.startWorker();
  }

  private startWorker(): Worker {
    const worker = new Worker(this.world, this.name, this.nextWorker++);
    this.workers.push(worker);
    return worker;
  }

  worker(id: number): Worker | undefined {
    return this.workers.find((one) => one.id === id);
  }

  /** Any process that lives; a paused one may well be picked. */
  anyWorker(): Worker | undefined {
    const { workers } = this;
    const from = Math.floor(this.world.random.next() * workers.length);
    for (let i = 0; i < workers.length; i++) {
      const worker = workers[(from + i) % workers.length] as Worker;
      if (worker.alive) return worker;
    }
    return undefined;
  }

  read<State>(id: string): State | undefined {
    return this.rows.get(id)?.state as State | undefined;
  }

  crash(worker: Worker): void {
    if (!worker.alive) return;
    worker.alive = false;
    this.world.note(this.name, `worker ${worker.id} dies`);
    worker.running.clear();
    worker.waiting.length = 0;
    const survivor = this.workers.find((one) => one.alive);
    if (survivor) survivor.later(300, () => this.executor.takeOver(worker, survivor));
    this.world.after(this.world.random.between(500, 20_000), () => {
      this.workers.splice(this.workers.indexOf(worker), 1);
      const fresh = this.startWorker();
      this.world.note(this.name, `worker ${fresh.id} starts`);
      this.executor.takeOver(worker, fresh);
    });
  }

  /** A stop of the whole process (garbage, a frozen host): longer than the lease at times. */
  pause(worker: Worker): void {
    if (worker.paused) return;
    const ms = this.world.random.between(500, 12_000);
    worker.pause(ms);
    this.world.note(this.name, `worker ${worker.id} stops for ${ms} ms`);
    const other = this.workers.find((one) => one.alive && one !== worker);
    if (!other) return;
    const lapsesIn = worker.leaseEndsAt - this.world.now;
    if (ms > lapsesIn) other.later(lapsesIn + 200, () => this.executor.takeOver(worker, other));
  }

  /** Idempotency, decision, state, intents, outbox, cases: one commit. @returns undefined when the process died on the way. */
  learn(worker: Worker, kind: Kind, id: string, fact: Fact, options: LearnOptions = {}): Learned | undefined {
    const { world } = this;
    if (!worker.alive) return undefined;
    const seen = options.key === undefined || world.twisted('keys-forgotten') ? undefined : this.keys.get(options.key);
    if (seen && seen.input !== options.input) return { ok: false, code: 'IDEMPOTENCY_KEY_REUSED' };
    const known = this.rows.get(seen?.id ?? id);
    if (seen && known) return { ok: true, row: known, rule: 'replay', calls: [] };
    if (!known && options.fresh === undefined) return { ok: false, code: 'AGGREGATE_UNKNOWN' };
    const before = known ? known.state : options.fresh;
    const old = known?.facts.has(fact.id) && !world.twisted('facts-not-deduplicated');
    const decision = old ? undefined : kind.decide(before, fact, world.now);
    if (decision?.rule === 'refuse') return { ok: false, code: decision.code ?? 'FACT_REFUSED' };
    if (world.fails(world.profile.crashBefore)) {
      this.crash(worker);
      return undefined;
    }
    if (decision && !(known && decision.rule === 'replay')) {
      const refusal = this.alongside(kind, before, decision.state);
      if (refusal) return { ok: false, code: refusal };
    }
    if (options.key !== undefined && this.keys.has(options.key) && decision?.rule === 'move') {
      world.broken('16 one key, one effect', options.key);
    }
    if (options.key !== undefined) this.keys.set(options.key, { input: options.input ?? '', id: known?.id ?? id });
    if (options.closes !== undefined) this.close(options.closes);
    if (known && (!decision || decision.rule === 'replay')) return { ok: true, row: known, rule: 'replay', calls: [] };
    return this.save(worker, { kind, id, fact, before, known, decision: decision as Decision<unknown> });
  }

  private save(
    worker: Worker,
    {
      kind,
      id,
      fact,
      before,
      known,
      decision,
    }: {
      kind: Kind;
      id: string;
      fact: Fact;
      before: unknown;
      known: Row | undefined;
      decision: Decision<unknown>;
    },
  ): Learned | undefined {
    const { world } = this;
    const after = decision.state;
    const orderNo = kind.orderNoOf(after);
    const row: Row = known ?? { kind, id, orderNo, start: before, state: before, version: 0, facts: new Set(), log: [] };
    this.rows.set(id, row);
    row.state = after;
    row.version++;
    row.facts.add(fact.id);
    row.log.push({ fact, at: world.now });
    world.note(kind.name, fact.kind, decision.rule, kind.phaseOf(before), kind.phaseOf(after));
    const calls = decision.commands.map((command) => this.open(worker, row, command)).filter((call) => call !== undefined);
    for (const key of decision.overtaken) this.close(key);
    for (const one of decision.cases) this.openCase(`${id}:${one.reason}`, orderNo, one.reason, row.version);
    const said = decision.announcements.map((one, index): Announced => {
      const announced = { ...one, id: `${this.name}.${id}.${row.version}${index === 0 ? '' : `.${index}`}`, orderNo };
      return announced;
    });
    this.laws.committed(this, row, { before, fact, decision });
    const dies = world.fails(world.profile.crashAfter);
    if (!(dies && world.twisted('outbox-outside-the-commit'))) {
      for (const one of said) {
        this.outbox.push(one);
        this.onAnnounced(one);
      }
    }
    this.onCommit(row, before);
    if (dies) {
      if (world.twisted('intent-after-the-send')) for (const call of calls) this.calls.delete(call.key);
      this.crash(worker);
      return undefined;
    }
    for (const call of calls) if (call.notBefore === 0) this.executor.run(worker, call, 'send');
    return { ok: true, row, rule: decision.rule, calls };
  }

  /** @param again tells a case that comes up anew from one that was resolved; without it none is opened. */
  openCase(name: string, orderNo: string, reason: string, again?: number): void {
    const id = this.cases.get(name)?.closed && again !== undefined ? `${name}:${again}` : name;
    if (this.cases.has(id)) return;
    const file: CaseFile = { id, orderNo, reason, closed: false };
    this.cases.set(id, file);
    this.world.note(this.name, `case ${reason}`);
    this.onCase(file);
  }

  close(key: string): void {
    const call = this.calls.get(key);
    if (!call?.open) return;
    call.open = false;
  }

  private open(worker: Worker, row: Row, command: Command): Call | undefined {
    if (this.calls.has(command.key)) return undefined;
    const { now } = this.world;
    const lane = command.lane ?? null;
    const call: Call = {
      key: command.key,
      kind: command.kind,
      aggregateId: row.id,
      orderNo: row.orderNo,
      payload: command.payload,
      lane,
      notBefore: command.notBefore ?? 0,
      held: lane !== null && this.laneTaken(lane, null),
      owner: worker.id,
      epoch: 0,
      asks: 0,
      committedAt: now,
      openedAt: now,
      dueAt: command.notBefore ?? now + FIRST_DUE_MS,
      open: true,
    };
    this.calls.set(call.key, call);
    // A call's first run ends in an answer, in silence, or with its worker: each of them sets the next due time. A timer has only this one.
    if (call.notBefore > 0) this.executor.watch(call);
    return call;
  }

  laneTaken(lane: string, but: Call | null): boolean {
    return !this.world.twisted('no-lanes') && (this.laneBusy(lane) || this.laneHeldBy(lane, but));
  }

  /** Another settlement of the same person is under way, which is none of this life's. */
  laneBusy(lane: string): boolean {
    return (this.busyLanes.get(lane) ?? 0) > this.world.now;
  }

  laneHeldBy(lane: string, but: Call | null): boolean {
    for (const one of this.calls.values()) if (one.open && one.lane === lane && !one.held && one !== but) return true;
    return false;
  }
}
