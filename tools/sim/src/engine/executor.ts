import { type Activity, type Call, type Handler, type Heard, type Host, told } from './types';
import type { Worker } from './worker';

const CLAIM_MS = 30_000;
const LANE_RETRY_MS = 500;
/** Less than the deadline by what the reply needs (Engine.settledBy). */
const REPLY_MARGIN_MS = 150;

/** Makes calls, asks about them by their ladder, takes them over: libs/platform/src/engine/executor.ts as events. */
export class Executor {
  constructor(private readonly service: Host) {}

  run(worker: Worker, call: Call, how: 'send' | 'ask'): void {
    if (worker.running.has(call.key)) return;
    const activity: Activity = { worker, call, how, epoch: call.epoch, startedAt: this.service.world.now, talk: null };
    worker.running.set(call.key, activity);
    this.make(activity);
  }

  private make(activity: Activity): void {
    const { world } = this.service;
    if (world.fails('pause')) this.service.pause(activity.worker);
    if (activity.worker.paused) activity.worker.now(() => this.begin(activity));
    else this.begin(activity);
  }

  private begin(activity: Activity): void {
    const { call, how } = activity;
    const handler = this.service.handlers.get(call.kind);
    if (!handler) throw new Error(`nobody makes calls of the kind ${call.kind}`);
    const held = call.held;
    if (held && !this.takeLane(activity)) {
      if (this.owns(activity)) {
        call.dueAt = this.service.world.now + LANE_RETRY_MS;
        this.watch(call);
      }
      this.ended(activity);
      return;
    }
    activity.talk = held || how === 'send' ? handler.send(activity) : handler.ask(activity);
    this.advance(activity, handler, undefined);
  }

  private takeLane(activity: Activity): boolean {
    const { call } = activity;
    if (!this.owns(activity) || (call.lane !== null && this.service.laneTaken(call.lane, call))) return false;
    call.held = false;
    call.openedAt = this.service.world.now;
    return true;
  }

  private advance(activity: Activity, handler: Handler, answer: unknown): void {
    if (!activity.worker.alive || !activity.talk) return;
    const next = activity.talk.next(answer);
    if (next.done) this.heard(activity, handler, next.value);
    else next.value(activity, (heard) => activity.worker.now(() => this.advance(activity, handler, heard)));
  }

  private heard(activity: Activity, handler: Handler, heard: Heard): void {
    const { call, worker } = activity;
    const { service } = this;
    if ('silent' in heard) {
      this.stillSilent(activity, handler, heard.silent);
      return;
    }
    const row = service.rows.get(call.aggregateId);
    if (!row) throw new Error(`no aggregate ${call.aggregateId}`);
    service.world.note(service.name, call.key, 'heard', heard.heard);
    const learned = service.learn(worker, row.kind, row.id, told(heard.fact, call.key));
    if (!learned) return;
    if (learned.ok) this.ended(activity);
    else this.stillSilent(activity, handler, `the answer was refused: ${learned.code}`);
  }

  private stillSilent(activity: Activity, handler: Handler, why: string): void {
    const { call } = activity;
    const { world, name } = this.service;
    const wait = handler.askAfterMs[Math.min(call.asks, handler.askAfterMs.length - 1)] ?? 5000;
    if (this.owns(activity) || world.twisted('unfenced')) {
      world.holds('15 a worker that lost a call changes nothing', this.owns(activity), call.key);
      world.note(name, call.key, 'is silent:', why);
      call.asks++;
      call.dueAt = world.now + wait;
      this.watch(call);
      this.atItsBound(call, handler);
    }
    this.ended(activity);
  }

  private atItsBound({ key, kind, orderNo, openedAt }: Call, { caseAfterMs }: Handler): void {
    const { service } = this;
    const { world } = service;
    if (caseAfterMs === null || world.now - openedAt < caseAfterMs) return;
    const name = `${key}:silent`;
    if (!world.twisted('no-bounds')) service.openCase(name, orderNo, `${kind}.silent`);
    world.holds('13 a call past its bound is a case', service.cases.has(name), kind);
  }

  /** Fenced: a worker that lost the call changes nothing. */
  private owns({ call, worker, epoch }: Activity): boolean {
    return call.open && call.owner === worker.id && call.epoch === epoch;
  }

  /** The sweep, as one event at the call's due time. */
  watch(call: Call): void {
    const due = call.dueAt;
    const { world } = this.service;
    world.after(due - world.now, () => this.due(call, due));
  }

  private due(call: Call, due: number): void {
    if (!call.open || call.dueAt !== due) return;
    const worker = this.service.worker(call.owner);
    worker?.now(() => {
      if (!call.open || call.dueAt !== due || call.owner !== worker.id) return;
      if (worker.running.has(call.key)) this.service.world.after(200, () => this.due(call, due));
      else this.claim(call, worker);
    });
  }

  private claim(call: Call, worker: Worker): void {
    const { world } = this.service;
    call.owner = worker.id;
    call.epoch++;
    call.dueAt = world.now + CLAIM_MS;
    // An older activity of this process still runs; it has lost the call and will change nothing.
    if (worker.running.has(call.key)) this.watch(call);
    else this.run(worker, call, world.twisted('blind-recovery') && call.asks === 0 ? 'send' : 'ask');
  }

  /** Everything open of a worker that died or whose lease ran out. A timer keeps its time. */
  takeOver(from: Worker, to: Worker): void {
    const { service } = this;
    if (!to.alive || (from.alive && !from.paused)) return;
    for (const call of service.calls.values()) {
      if (!call.open || call.owner !== from.id) continue;
      if (service.world.twisted('timers-in-memory') && call.notBefore > service.world.now) {
        call.open = false;
        continue;
      }
      if (call.notBefore > service.world.now && !service.world.twisted('takeover-fires-timers')) {
        call.owner = to.id;
        call.epoch++;
        continue;
      }
      service.world.happens(from.alive ? 'calls of a stopped process taken over' : 'calls of a dead process taken over');
      service.world.note(service.name, `worker ${to.id} takes over`, call.key);
      this.claim(call, to);
    }
  }

  private ended(activity: Activity): void {
    const { worker, call } = activity;
    if (worker.running.get(call.key) === activity) worker.running.delete(call.key);
    if (worker.waiting.length === 0) return;
    for (const waiter of [...worker.waiting]) if (!worker.busyWith(waiter.aggregateId)) waiter.wake();
  }

  /** Goes on once no call of the aggregate runs in this process any more, at the latest at the deadline. */
  settledBy(worker: Worker, aggregateId: string, deadlineAt: number, goOn: () => void): void {
    if (!worker.busyWith(aggregateId)) {
      goOn();
      return;
    }
    let done = false;
    const wake = (): void => {
      if (done) return;
      done = true;
      worker.waiting.splice(worker.waiting.indexOf(waiter), 1);
      goOn();
    };
    const waiter = { aggregateId, wake };
    worker.waiting.push(waiter);
    worker.later(deadlineAt - this.service.world.now - REPLY_MARGIN_MS, wake);
  }
}
