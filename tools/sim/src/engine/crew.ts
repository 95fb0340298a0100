import type { World } from '../world';
import { Worker } from './worker';

const WORKERS = 2;

/** The processes of one service: they die, stop for a while, start anew, and take over from each other. */
export class Crew {
  readonly workers: Worker[] = [];
  private nextWorker = 1;

  constructor(
    private readonly name: string,
    private readonly world: World,
    private readonly takeOver: (from: Worker, to: Worker) => void,
  ) {
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

  crash(worker: Worker): void {
    if (!worker.alive) return;
    worker.alive = false;
    this.world.note(this.name, `worker ${worker.id} dies`);
    worker.running.clear();
    worker.waiting.length = 0;
    const survivor = this.workers.find((one) => one.alive);
    if (survivor) survivor.later(300, () => this.takeOver(worker, survivor));
    this.world.after(this.world.random.between(500, 20_000), () => {
      this.workers.splice(this.workers.indexOf(worker), 1);
      const fresh = this.startWorker();
      this.world.note(this.name, `worker ${fresh.id} starts`);
      this.takeOver(worker, fresh);
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
    if (ms > lapsesIn) other.later(lapsesIn + 200, () => this.takeOver(worker, other));
  }
}
