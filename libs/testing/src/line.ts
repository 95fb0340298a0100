import fc, { type Arbitrary } from 'fast-check';
import type { Course } from './course';

/** What becomes of one message to somebody outside. `late`: given up by the sender, and taken all the same. */
export type Fate = 'answered' | 'lost' | 'answer lost' | 'late';

/** A few troubled messages, then the line is good. */
export const fates = (most = 16): Arbitrary<Fate[]> =>
  fc.array(fc.constantFrom<Fate>('answered', 'answered', 'lost', 'answer lost', 'late'), { maxLength: most });

/** Who sends: nothing of a dead process happens any more. */
export interface Sender {
  step<T>(what: string, work: () => T | Promise<T>): Promise<T>;
}

/** The line to an outside party: what arrives there and what comes back are steps of their own. */
export class Line {
  private readonly left: Fate[];

  constructor(
    private readonly course: Course,
    troubles: readonly Fate[],
  ) {
    this.left = [...troubles];
  }

  /** @returns undefined for silence */
  async say<T>(sender: Sender, what: string, arrive: () => T | Promise<T>): Promise<T | undefined> {
    const fate = this.left.shift() ?? 'answered';
    if (fate === 'late') this.course.moment(`${what} arrives late`, arrive);
    if (fate === 'lost' || fate === 'late') return sender.step(`${what} is given up`, () => undefined);
    const answer = await sender.step(`${what} arrives`, arrive);
    return sender.step(`${what} ${fate}`, () => (fate === 'answered' ? answer : undefined));
  }
}
