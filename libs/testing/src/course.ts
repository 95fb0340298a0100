import type { Scheduler } from 'fast-check';

/** For fc.assert: shrinking ends before jest does, so that the seed is told; what takes so long has not passed. */
export const IN_TIME = { interruptAfterTimeLimit: 40_000, markInterruptAsFailure: true } as const;

/** Lets everything that follows from what has just happened reach its next step. */
const flushed = async (): Promise<void> => {
  for (let turn = 0; turn < 2; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
};

interface Wish {
  readonly what: string;
  readonly can: () => boolean | Promise<boolean>;
  readonly work: () => unknown;
}

/**
 * One course of events. Whatever could happen next (a statement, an answer on its way, a delivery, a death) waits here as a step, and
 * fast-check's scheduler picks. A step runs alone to its end, and all that follows from it waits for its own turn before the next is
 * picked: so a seed tells the whole course.
 */
export class Course {
  private readonly begun = new Map<Promise<unknown>, string>();
  private readonly wishes = new Set<Wish>();
  private failure: { readonly error: unknown } | undefined;

  constructor(
    private readonly scheduler: Scheduler,
    /** What must hold after every single step. */
    private readonly always: () => Promise<void> = async () => undefined,
  ) {}

  async step<T>(what: string, work: () => T | Promise<T>): Promise<T> {
    let end: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    await this.scheduler.schedule(Promise.resolve(), what, undefined, async (release) => {
      await release();
      await ended;
      await flushed();
      await this.look();
    });
    try {
      return await work();
    } finally {
      end();
    }
  }

  /** Something that begins at a moment of its own and goes on in steps of its own. */
  begin<T>(what: string, work: () => Promise<T>): Promise<T> {
    return this.noted(what, this.step(what, () => undefined).then(work));
  }

  /** Something that happens at a moment of its own, all at once. */
  moment(what: string, work: () => unknown): void {
    this.noted(what, this.step(what, work)).catch(() => undefined);
  }

  /** Happens at a moment of its own, once it can; what never can, never happens. It may be too late again by that moment. */
  when(what: string, can: Wish['can'], work: () => unknown): void {
    this.wishes.add({ what, can, work });
  }

  /** Goes on until nothing more happens by itself. @throws what went wrong in anything that was begun, or the name of what hangs */
  async idle(): Promise<void> {
    await this.look();
    for (await flushed(); this.scheduler.count() > 0; ) await this.scheduler.waitOne();
    if (this.failure) throw this.failure.error;
    if (this.begun.size > 0)
      throw new Error(`nothing happens any more, and yet these have not ended: ${[...this.begun.values()].join(', ')}`);
  }

  private async look(): Promise<void> {
    try {
      for (const wish of this.wishes) {
        if (!(await wish.can())) continue;
        this.wishes.delete(wish);
        this.moment(wish.what, wish.work);
      }
      await this.always();
    } catch (error) {
      this.failure ??= { error };
    }
  }

  private noted<T>(what: string, going: Promise<T>): Promise<T> {
    this.begun.set(going, what);
    going.then(
      () => this.begun.delete(going),
      (error: unknown) => {
        this.begun.delete(going);
        this.failure ??= { error };
      },
    );
    return going;
  }
}
