import type { Command, Decision } from '@meridian/kernel/machine';
import type { World } from '../world';
import { Crew } from './crew';
import { Executor } from './executor';
import type { Announced, Call, CaseFile, Commit, Handler, Host, Kind, Learned, Row, Told } from './types';
import type { Worker } from './worker';

/** Longer than any send's own deadline (libs/platform/src/engine/engine.ts). */
const FIRST_DUE_MS = 10_000;

/** Who is told of everything that is written. */
export interface Watcher {
  committed(service: Service, commit: Commit): void;
}

/**
 * One service as data: its tables, its processes, and the one way anything is written (libs/platform/src/engine/write-path.ts), with a
 * death possible before and after every commit.
 */
export class Service implements Host {
  readonly rows = new Map<string, Row>();
  readonly calls = new Map<string, Call>();
  readonly keys = new Map<string, { readonly input: string; readonly id: string }>();
  readonly cases = new Map<string, CaseFile>();
  readonly outbox: Announced[] = [];
  readonly executor: Executor;
  readonly crew: Crew;
  /** Lanes that somebody outside this life holds until an instant. */
  readonly busyLanes = new Map<string, number>();
  onCommit: (row: Row) => void = () => undefined;
  onAnnounced: (one: Announced) => void = () => undefined;
  onCase: (file: CaseFile) => void = () => undefined;
  /** Rows that must move in the same commit. @returns a code to refuse the fact. */
  alongside: (kind: Kind, before: unknown, after: unknown) => string | undefined = () => undefined;

  constructor(
    readonly name: string,
    readonly world: World,
    private readonly watcher: Watcher,
    readonly handlers: ReadonlyMap<string, Handler>,
  ) {
    this.executor = new Executor(this);
    this.crew = new Crew(name, world, (from, to) => this.executor.takeOver(from, to));
  }

  worker(id: number): Worker | undefined {
    return this.crew.worker(id);
  }

  pause(worker: Worker): void {
    this.crew.pause(worker);
  }

  read<State>(id: string): State | undefined {
    return this.rows.get(id)?.state as State | undefined;
  }

  /** Idempotency, decision, state, intents, outbox, cases: one commit. @returns undefined when the process died on the way. */
  learn(worker: Worker, kind: Kind, id: string, told: Told): Learned | undefined {
    const { world } = this;
    if (!worker.alive) return undefined;
    const { fact, fresh, key, input } = told;
    const seen = key === null || world.twisted('keys-forgotten') ? undefined : this.keys.get(key);
    if (seen && seen.input !== input && !world.twisted('keys-not-compared')) return { ok: false, code: 'IDEMPOTENCY_KEY_REUSED' };
    const known = this.rows.get(seen ? seen.id : id);
    if (seen && known) return { ok: true, row: known, rule: 'replay' };
    if (!known && fresh === undefined) return { ok: false, code: 'AGGREGATE_UNKNOWN' };
    const before = known ? known.state : fresh;
    const old = known?.facts.has(fact.id) && !world.twisted('facts-not-deduplicated');
    const decision = old ? undefined : kind.decide(before, fact, world.now);
    if (decision?.rule === 'refuse') return { ok: false, code: decision.code ?? 'FACT_REFUSED' };
    if (world.fails('crashBefore')) {
      world.happens('a death before a commit');
      this.crew.crash(worker);
      return undefined;
    }
    const writes = decision !== undefined && !(known && decision.rule === 'replay');
    const refusal = writes ? this.alongside(kind, before, decision.state) : undefined;
    if (refusal !== undefined) return { ok: false, code: refusal };
    if (key !== null) this.claim(key, input, known?.id ?? id, decision);
    if (told.closes !== null) this.close(told.closes);
    if (known && !writes) return { ok: true, row: known, rule: 'replay' };
    const row = known ?? newRow(kind, id, before);
    return this.save(worker, { row, before, fact, decision: decision as Decision<unknown> });
  }

  private claim(key: string, input: string, id: string, decision: Decision<unknown> | undefined): void {
    this.world.holds('16 one key, one effect', decision?.rule !== 'move' || !this.keys.has(key), key);
    this.keys.set(key, { input, id });
  }

  private save(worker: Worker, commit: Commit): Learned | undefined {
    const { world } = this;
    const { row, before, fact, decision } = commit;
    const { kind, id } = row;
    this.rows.set(id, row);
    row.state = decision.state;
    row.version++;
    row.facts.add(fact.id);
    row.log.push({ fact, at: world.now });
    world.note(kind.name, fact.kind, kind.phaseOf(before), kind.phaseOf(row.state));
    const calls: Call[] = [];
    for (const command of decision.commands) this.open(worker, row, command, calls);
    for (const key of decision.overtaken) this.close(key);
    for (const one of decision.cases) this.openCase(`${id}:${one.reason}`, row.orderNo, one.reason, row.version);
    this.watcher.committed(this, commit);
    const dies = world.fails('crashAfter');
    if (!(dies && world.twisted('outbox-outside-the-commit'))) this.announce(row, decision);
    this.onCommit(row);
    if (dies) {
      world.happens('a death after a commit');
      if (world.twisted('intent-after-the-send')) for (const call of calls) this.calls.delete(call.key);
      this.crew.crash(worker);
      return undefined;
    }
    for (const call of calls) if (call.notBefore === 0) this.executor.run(worker, call, 'send');
    return { ok: true, row, rule: decision.rule };
  }

  private announce({ id, version, orderNo }: Row, { announcements }: Decision<unknown>): void {
    let index = 0;
    for (const { subject, data } of announcements) {
      const name = `${this.name}.${id}.${version}`;
      const announced: Announced = { subject, data, id: index === 0 ? name : `${name}.${index}`, orderNo };
      index++;
      this.outbox.push(announced);
      this.onAnnounced(announced);
    }
  }

  /** @param again tells a case that comes up anew from one that was resolved; without it none is opened. */
  openCase(name: string, orderNo: string, reason: string, again?: number): void {
    const id = this.cases.get(name)?.closed && again !== undefined ? `${name}:${again}` : name;
    if (this.cases.has(id)) return;
    const file: CaseFile = { id, orderNo, reason, closed: false };
    this.cases.set(id, file);
    this.world.note(this.name, 'case', reason);
    this.onCase(file);
  }

  private close(key: string): void {
    const call = this.calls.get(key);
    if (call) call.open = false;
  }

  private open(worker: Worker, row: Row, command: Command, opened: Call[]): void {
    if (this.calls.has(command.key)) return;
    const { now } = this.world;
    const { lane = null, notBefore = 0 } = command;
    const call: Call = {
      key: command.key,
      kind: command.kind,
      aggregateId: row.id,
      orderNo: row.orderNo,
      payload: command.payload,
      lane,
      notBefore,
      held: lane !== null && this.laneTaken(lane, null),
      owner: worker.id,
      epoch: 0,
      asks: 0,
      committedAt: now,
      openedAt: now,
      dueAt: notBefore === 0 ? now + FIRST_DUE_MS : notBefore,
      open: true,
    };
    this.calls.set(call.key, call);
    opened.push(call);
    // A call's first run ends in an answer, in silence, or with its worker: each of them sets the next due time. A timer has only this one.
    if (notBefore > 0) this.executor.watch(call);
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

const newRow = (kind: Kind, id: string, before: unknown): Row => ({
  kind,
  id,
  orderNo: kind.orderNoOf(before),
  start: before,
  state: before,
  version: 0,
  facts: new Set(),
  log: [],
});
