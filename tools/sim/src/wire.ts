import { type Arm, silent } from '@meridian/kernel/arm';
import { type Outcome, refused } from '@meridian/kernel/outcome';
import type { Service } from './engine/service';
import type { Activity, Step } from './engine/types';
import type { Worker } from './engine/worker';
import { NETWORK_MAX_MS } from './profile';
import type { World } from './world';

/** One message to an outside party. */
export interface Message<T> {
  readonly what: string;
  /** What the party does with a copy that arrives. */
  readonly act: () => Arm<T>;
  readonly timeoutMs: number;
  /** Nothing may leave after the worker's lease: settlement.md part 6. Questions may. */
  readonly guarded?: boolean;
  /** What a party that first refuses and then takes a duplicate says at first. */
  readonly fickle?: () => Arm<T>;
  /** The longest a copy may stay on its way, or in the party's own queue. */
  readonly lateMs?: number;
}

/** The road to a party: it loses, repeats, delays. */
export class Road {
  constructor(
    private readonly world: World,
    readonly party: string,
    private readonly watchSend: (activity: Activity, what: string) => void,
    private readonly isDown: () => boolean,
  ) {}

  /** Says one message and hears one arm; a timeout is silence. */
  *say<T>(activity: Activity, message: Message<T>): Generator<Step, Arm<T>, unknown> {
    return (yield (asker, done) => this.send(asker, message, done as (arm: Arm<T>) => void)) as Arm<T>;
  }

  private send<T>(activity: Activity, message: Message<T>, heard: (arm: Arm<T>) => void): void {
    const { world } = this;
    const { profile, random } = world;
    const { worker } = activity;
    if (message.guarded && !worker.maySend(activity) && !world.twisted('no-send-window')) {
      worker.later(0, () => heard(silent('SEND_WINDOW_PASSED')));
      return;
    }
    if (message.guarded && world.twisted('window-of-the-first-message') && world.now >= activity.startedAt + 3500) {
      worker.later(0, () => heard(silent('SEND_WINDOW_PASSED')));
      return;
    }
    this.watchSend(activity, message.what);
    world.note(worker.service, '->', this.party, message.what);
    const gaveUpAt = world.now + message.timeoutMs;
    const giveUp = (): void => worker.later(gaveUpAt - world.now, () => heard(silent('TIMEOUT')));
    const fickle = message.fickle !== undefined && world.fails(profile.fickle);
    const lateMs = message.lateMs ?? NETWORK_MAX_MS;
    const arrivesIn = world.fails(profile.late) ? random.between(message.timeoutMs, lateMs) : this.trip();
    if (world.fails(profile.lost)) giveUp();
    else {
      // Whether and when an answer comes is known on arrival; only without one is there anything to give up.
      if (arrivesIn >= message.timeoutMs) giveUp();
      this.arrive(arrivesIn, message, fickle && message.fickle ? message.fickle : message.act, (arm) => {
        const answersAt = world.now + this.trip();
        if (arrivesIn >= message.timeoutMs) return;
        if (!arm || answersAt >= gaveUpAt) giveUp();
        else worker.later(answersAt - world.now, () => heard(arm));
      });
    }
    if (fickle || world.fails(profile.duplicated)) {
      this.arrive(random.between(fickle ? lateMs / 4 : 1, lateMs), message, message.act, () => undefined);
    }
  }

  /** @param answered is told the arm, or null when no answer leaves the party. */
  private arrive<T>(ms: number, message: Message<T>, act: () => Arm<T>, answered: (arm: Arm<T> | null) => void): void {
    const { world } = this;
    world.after(ms, () => {
      if (this.isDown()) return answered(null);
      const arm = act();
      world.note(this.party, message.what, 'is', arm.arm === 'rejected' ? arm.code : arm.arm);
      answered(world.fails(world.profile.answerLost) ? null : arm);
    });
  }

  /** Half of the party's usual time. */
  private trip(): number {
    const { slowMs } = this.world.profile;
    return this.world.random.between(1, slowMs);
  }
}

/** What a service does with a request: it replies once, or dies and never does. */
export type Answering = (worker: Worker, deadlineAt: number, reply: (outcome: Outcome<unknown>) => void) => void;

export const BUS_DEADLINE_MS = 3000;

/** Request and reply between services (libs/platform/src/bus): lost, repeated and late like any other message. */
export function ask(world: World, service: Service, what: string, answering: Answering, heard: (outcome: Outcome<unknown>) => void): void {
  const { profile, random } = world;
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
      const worker = service.anyWorker();
      if (!worker) {
        if (answers) finish(refused('SERVICE_UNAVAILABLE'));
        return;
      }
      let replied = false;
      worker.now(() => {
        if (world.now >= deadlineAt) return;
        answering(worker, deadlineAt, (outcome) => {
          if (!answers || world.fails(profile.replyLost)) return;
          replied = true;
          world.after(random.between(1, 5), () => finish(outcome));
        });
      });
      // Without an answer at once the asker may have to give up; with one there is nothing to wait for.
      if (answers && !replied) giveUp();
    });
  if (world.fails(profile.busLost)) giveUp();
  else arrive(random.between(1, 5), true);
  if (world.fails(profile.busDuplicated)) arrive(random.between(1, 2500), false);
}
