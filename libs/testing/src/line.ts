import type { Clock } from '@meridian/kernel/clock';
import fc, { type Arbitrary } from 'fast-check';
import type { Course } from './course';

/** What becomes of one message to somebody outside. `late` and `much later`: given up by the sender, and taken all the same. */
export type Fate = 'answered' | 'lost' | 'answer lost' | 'late' | 'much later';

/** Long after its sender has begun to ask. */
export const MUCH_LATER_MS = 120_000;

/** A few troubled messages, then the line is good. */
export const fates = (most = 16): Arbitrary<Fate[]> =>
  fc.array(fc.constantFrom<Fate>('answered', 'answered', 'answered', 'lost', 'answer lost', 'late', 'much later'), { maxLength: most });

/** Who sends: nothing of a dead process happens any more. */
export interface Sender {
  step<T>(what: string, work: () => T | Promise<T>): Promise<T>;
}

/** The line to an outside party: what arrives there and what comes back are steps of their own. */
export class Line {
  private readonly left: Fate[];

  constructor(
    private readonly course: Course,
    private readonly clock: Clock,
    troubles: readonly Fate[],
  ) {
    this.left = [...troubles];
  }

  /** @returns undefined for silence */
  async say<T>(sender: Sender, what: string, arrive: () => T | Promise<T>): Promise<T | undefined> {
    const fate = this.left.shift() ?? 'answered';
    if (fate === 'late') this.course.moment(`${what} arrives late`, arrive);
    const from = this.clock.now() + MUCH_LATER_MS;
    if (fate === 'much later') this.course.when(`${what} arrives much later`, () => this.clock.now() >= from, arrive);
    if (fate === 'lost' || fate === 'late' || fate === 'much later') return sender.step(`${what} is given up`, () => undefined);
    const answer = await sender.step(`${what} arrives`, arrive);
    return sender.step(`${what} ${fate}`, () => (fate === 'answered' ? answer : undefined));
  }
}
