import { type Arm, silent } from '@meridian/kernel/arm';
import { type Outcome, refused } from '@meridian/kernel/outcome';
import type { Service } from './engine/service';
import type { Activity, Step } from './engine/types';
import type { Worker } from './engine/worker';
import { NETWORK_MAX_MS } from './profile';
import type { World } from './world';

/** One message to an outside party. */
export interface Message<T> {
  readonly verb: string;
  /** The number it is about, where it is about one. */
  readonly about?: string;
  /** What the party does with a copy that arrives. */
  readonly act: () => Arm<T>;
  readonly timeoutMs: number;
  /** Nothing may leave after the worker's lease: settlement.md part 6. Questions may. */
  readonly guarded: boolean;
  /** What a party that first refuses and then takes a duplicate says at first. */
  readonly fickle?: (() => Arm<T>) | null;
  /** The longest a copy may stay on its way, or in the party's own queue. */
  readonly lateMs?: number;
}

interface Copy<T> {
  readonly message: Message<T>;
  readonly act: () => Arm<T>;
  /** What tells it from the first copy that is answered in time. */
  readonly odd: 'a request carried out after its sender gave up' | 'a request carried out after it was refused' | null;
}

/** Who reads what leaves the house. */
export type SendWatcher = (activity: Activity, verb: string, about: string) => void;

/** The road to a party: it loses, repeats, delays. */
export class Road {
  constructor(
    private readonly world: World,
    readonly party: string,
    private readonly watchSend: SendWatcher,
    private readonly isDown: () => boolean,
  ) {}

  /** Says one message and hears one arm; a timeout is silence. */
  *say<T>(message: Message<T>): Generator<Step, Arm<T>, unknown> {
    return (yield (asker, done) => this.send(asker, message, done as (arm: Arm<T>) => void)) as Arm<T>;
  }

  private send<T>(activity: Activity, message: Message<T>, heard: (arm: Arm<T>) => void): void {
    const { world } = this;
    const { worker } = activity;
    if (message.guarded && !this.maySend(activity)) {
      world.happens('a send after the lease, held back');
      worker.later(0, () => heard(silent('SEND_WINDOW_PASSED')));
      return;
    }
    this.watchSend(activity, message.verb, message.about ?? '');
    world.note(worker.service, this.party, message.verb, message.about);
    const { timeoutMs, lateMs = NETWORK_MAX_MS } = message;
    const gaveUpAt = world.now + timeoutMs;
    const giveUp = (): void => worker.later(gaveUpAt - world.now, () => heard(silent('TIMEOUT')));
    const fickle = message.fickle ? world.fails('fickle') : false;
    const late = world.fails('late');
    const arrivesIn = late ? world.random.between(timeoutMs, lateMs) : this.trip();
    if (world.fails('lost')) giveUp();
    else {
      // Whether and when an answer comes is known on arrival; only without one is there anything to give up.
      if (late) giveUp();
      const act = fickle && message.fickle ? message.fickle : message.act;
      this.arrive(arrivesIn, { message, act, odd: late ? 'a request carried out after its sender gave up' : null }, (arm) => {
        if (late) return;
        const answersAt = world.now + this.trip();
        if (!arm || answersAt >= gaveUpAt) giveUp();
        else worker.later(answersAt - world.now, () => heard(arm));
      });
    }
    if (fickle || world.fails('duplicated')) {
      const copy: Copy<T> = { message, act: message.act, odd: fickle ? 'a request carried out after it was refused' : null };
      this.arrive(world.random.between(fickle ? 500 : 1, lateMs), copy, () => undefined);
    }
  }

  private maySend(activity: Activity): boolean {
    const { world } = this;
    if (world.twisted('window-of-the-first-message') && world.now >= activity.startedAt + 3500) return false;
    return activity.worker.maySend(activity) || world.twisted('no-send-window');
  }

  /** @param answered is told the arm, or null when no answer leaves the party. */
  private arrive<T>(ms: number, { message, act, odd }: Copy<T>, answered: (arm: Arm<T> | null) => void): void {
    const { world } = this;
    world.after(ms, () => {
      if (this.isDown()) {
        world.happens('a HIS that is down');
        answered(null);
        return;
      }
      const arm = act();
      world.note(this.party, message.verb, message.about, arm.arm === 'rejected' ? arm.code : arm.arm);
      if (message.guarded && odd && arm.arm === 'accepted') world.happens(odd);
      const lost = world.fails('answerLost');
      if (lost && message.guarded && arm.arm === 'accepted') world.happens('an answer lost after the commit');
      answered(lost ? null : arm);
    });
  }

  /** Half of the party's usual time. */
  private trip(): number {
    return this.world.random.between(1, this.world.profile.slowMs);
  }
}

/** What a service does with a request: it replies once, or dies and never does. */
export type Answering = (worker: Worker, deadlineAt: number, reply: (outcome: Outcome<unknown>) => void) => void;

export interface Request {
  readonly to: Service;
  readonly what: string;
  readonly answering: Answering;
  readonly heard: (outcome: Outcome<unknown>) => void;
}

export const BUS_DEADLINE_MS = 3000;

/** Request and reply between services (libs/platform/src/bus): lost, repeated and late like any other message. */
export function ask(world: World, { to, what, answering, heard }: Request): void {
  const { random } = world;
  const deadlineAt = world.now + BUS_DEADLINE_MS;
  let open = true;
  const finish = (outcome: Outcome<unknown>): void => {
    if (!open) return;
    open = false;
    heard(outcome);
  };
  const giveUp = (): void => world.after(deadlineAt - world.now, () => finish(refused('SERVICE_SILENT', what)));
  const arrive = (ms: number, answers: boolean): void =>
    world.after(ms, () => {
      const worker = to.crew.anyWorker();
      if (!worker) {
        if (answers) finish(refused('SERVICE_UNAVAILABLE'));
        return;
      }
      let replied = false;
      worker.now(() => {
        if (world.now >= deadlineAt) return;
        answering(worker, deadlineAt, (outcome) => {
          if (!answers || world.fails('replyLost')) return;
          replied = true;
          const ms = world.fails('replyLate') ? random.between(5, BUS_DEADLINE_MS) : random.between(1, 5);
          if (world.now + ms >= deadlineAt) giveUp();
          else world.after(ms, () => finish(outcome));
        });
      });
      // Without an answer at once the asker may have to give up; with one there is nothing to wait for.
      if (answers && !replied) giveUp();
    });
  if (world.fails('busLost')) giveUp();
  else arrive(random.between(1, 5), true);
  if (world.fails('busDuplicated')) arrive(random.between(1, 2500), false);
}
